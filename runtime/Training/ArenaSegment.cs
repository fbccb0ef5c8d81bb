using StableModels.Layers;
using TorchSharp.Modules;

namespace StableModels.Training;

/// <summary>One parameter's place in the flat arena.</summary>
public sealed class ArenaSegment
{
    internal ArenaSegment(string name, Parameter parameter, ArenaGroup group, int index, long offset, long computeOffset)
    {
        Name = name;
        Parameter = parameter;
        Group = group;
        Index = index;
        Offset = offset;
        IsHalf = parameter.dtype.IsHalf();
        ComputeOffset = computeOffset;
        Shape = parameter.shape;
        Length = parameter.numel();
    }

    /// <summary>The parameter's name in the state dictionary.</summary>
    public string Name { get; }

    /// <summary>The parameter; a view of the arena.</summary>
    public Parameter Parameter { get; }

    /// <summary>The group it belongs to.</summary>
    public ArenaGroup Group { get; }

    /// <summary>Its position in <see cref="ParameterArena.Segments"/>.</summary>
    public int Index { get; }

    /// <summary>Its first element in the flat tensors; a multiple of <see cref="ParameterArena.RowLength"/>.</summary>
    public long Offset { get; }

    /// <summary>Whether the model has it in half precision, with a master copy in FP32.</summary>
    public bool IsHalf { get; }

    /// <summary>For a half parameter, its first element in <see cref="ParameterArena.Compute"/>.</summary>
    internal long ComputeOffset { get; }

    /// <summary>How many elements it has.</summary>
    public long Length { get; }

    /// <summary>The parameter's shape.</summary>
    public long[] Shape { get; }
}
