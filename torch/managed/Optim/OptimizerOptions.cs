namespace TorchSharp.Modules;

/// <summary>What a group of parameters is trained with. Null means: as the optimizer was made.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate.GetValueOrDefault());
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }

    /// <summary>
    /// An argument of a group's constructor, or null where it is the constructor's own default: a value that was not written must not
    /// override what the optimizer was made with.
    /// </summary>
    internal static T? Given<T>(T value, T byDefault) where T : struct
        => EqualityComparer<T>.Default.Equals(value, byDefault) ? null : value;
}
