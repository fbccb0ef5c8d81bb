using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>Parameters that share a weight decay and a learning rate.</summary>
/// <param name="name">What reports call the group, e.g. <c>decay</c>.</param>
/// <param name="parameters">The parameters with their names in the state dictionary.</param>
public sealed class ParameterGroup(string name, IReadOnlyList<(string name, Parameter parameter)> parameters)
{
    /// <summary>What reports call the group.</summary>
    public string Name { get; } = name;

    /// <summary>The parameters with their names in the state dictionary.</summary>
    public IReadOnlyList<(string name, Parameter parameter)> Parameters { get; } = parameters;

    /// <summary>Multiplies the optimiser's weight decay. Default 1; 0 for vectors.</summary>
    public double WeightDecayScale { get; init; } = 1;

    /// <summary>Multiplies the scheduled learning rate. Default 1.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>
    /// The usual split of a hand-written module: parameters of two dimensions and more are decayed, vectors and scalars
    /// (biases, norms) are not. A parameter registered under two names (tied) is listed once, under the first.
    /// </summary>
    /// <param name="module">Any module.</param>
    /// <returns>The groups <c>decay</c> and <c>no decay</c>; a group without parameters is left out.</returns>
    public static IReadOnlyList<ParameterGroup> Split(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        var decay = new List<(string, Parameter)>();
        var noDecay = new List<(string, Parameter)>();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.requires_grad && seen.Add(parameter))
            {
                (parameter.dim() >= 2 ? decay : noDecay).Add((name, parameter));
            }
        }

        var groups = new List<ParameterGroup>(2);
        if (decay.Count > 0)
        {
            groups.Add(new("decay", decay));
        }

        if (noDecay.Count > 0)
        {
            groups.Add(new("no decay", noDecay) { WeightDecayScale = 0 });
        }

        return groups;
    }
}
