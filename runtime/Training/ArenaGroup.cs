namespace StableModels.Training;

/// <summary>A parameter group's stretch of the flat arena.</summary>
public sealed class ArenaGroup
{
    internal ArenaGroup(ParameterGroup group, long offset, long computeOffset)
    {
        Name = group.Name;
        WeightDecayScale = group.WeightDecayScale;
        LearningRateScale = group.LearningRateScale;
        Offset = offset;
        ComputeOffset = computeOffset;
    }

    /// <summary>What reports call the group.</summary>
    public string Name { get; }

    /// <summary>Multiplies the optimiser's weight decay.</summary>
    public double WeightDecayScale { get; }

    /// <summary>Multiplies the scheduled learning rate.</summary>
    public double LearningRateScale { get; }

    /// <summary>Its first element in the flat tensors.</summary>
    public long Offset { get; }

    /// <summary>Its length in the flat tensors, padding included.</summary>
    public long Length { get; internal set; }

    /// <summary>Its first element in <see cref="ParameterArena.Compute"/> when the arena is mixed.</summary>
    internal long ComputeOffset { get; }

    /// <summary>The length of its half parameters, which come first in it, padding included.</summary>
    internal long ComputeLength { get; set; }
}
