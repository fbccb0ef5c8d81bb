namespace StableModels.Analyzers.Initialization;

/// <summary>Initialised layers that follow one another with nothing but activations in between.</summary>
internal sealed class Stretch(IReadOnlyList<Stretch.Step> steps)
{
    public static readonly Stretch Empty = new([]);

    public IReadOnlyList<Step> Steps { get; } = steps;

    public Stretch Then(WeightInit init, double gain) => new([.. Steps, new Step(init, gain, null)]);

    /// <summary>The activation behind the last layer; a second one in a row ends the stretch.</summary>
    public Stretch Activate((string Name, double Gain) activation) =>
        Steps.Count == 0 || Steps[Steps.Count - 1].Activation is not null
            ? Empty
            : new([.. Steps.Take(Steps.Count - 1), Steps[Steps.Count - 1] with { Activation = activation }]);

    public sealed record Step(WeightInit Init, double Gain, (string Name, double Gain)? Activation);
}
