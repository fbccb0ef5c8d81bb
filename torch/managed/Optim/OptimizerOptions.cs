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
        Walk(new OptionWalk.Save(writer));
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
        Walk(new OptionWalk.Load(reader));
    }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
        Take(source, keepsOwn: false);
    }

    /// <summary>Sets what is null as in the optimizer's own options.</summary>
    internal void Complete(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        Take(defaults, keepsOwn: true);
    }

    /// <summary>Shows what an optimizer's own options hold, in the order of TorchSharp's files.</summary>
    private protected virtual void Walk(OptionWalk walk) { }

    private void Take(OptimizerOptions source, bool keepsOwn)
    {
        if (!GetType().IsInstanceOfType(source) && !source.GetType().IsInstanceOfType(this))
            throw new InvalidCastException($"These are options of {source.GetType().DeclaringType?.Name}, not of {GetType().DeclaringType?.Name}.");

        var list = new OptionWalk.List();
        source.Walk(list);
        Walk(new OptionWalk.Take(list, keepsOwn));
    }

    /// <summary>
    /// An argument of a group's constructor, or null where it is the constructor's own default: a value that was not written must not
    /// override what the optimizer was made with.
    /// </summary>
    internal static T? Given<T>(T value, T byDefault) where T : struct
        => EqualityComparer<T>.Default.Equals(value, byDefault) ? null : value;
}
