using System.Globalization;
using System.Text.RegularExpressions;

namespace StableModels.Training;

/// <summary>
/// Layer-wise learning-rate decay (Howard and Ruder, 2018; Clark et al., 2020): with n blocks, block k of a stack (names like <c>blocks.3.mlp.weight</c>) learns at decay^(n - 1 - k) of the rate, what stands before the
/// stack at decay^n, what stands after it at the full rate.
/// </summary>
/// <param name="Decay">Above 0 and up to 1.</param>
public sealed partial record LayerwiseDecay(double Decay) : IRegroupingPart
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (!(Decay > 0 && Decay <= 1))
        {
            throw new ArgumentException($"LayerwiseDecay({Decay}): the factor from one layer to the one before it must be above 0 and no more than 1, such as 0.75.", nameof(Decay));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Regroup(IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var names = groups.SelectMany(group => group.Parameters).Select(item => item.name).ToList();
        if (names.Count == 0)
        {
            return groups;
        }

        var layers = names.Select(LayerOf).ToList();
        var depth = layers.Max() + 1;
        if (depth == 0)
        {
            throw new ArgumentException("LayerwiseDecay needs a stack of layers with numbered names, such as 'blocks.0.weight'. Remove it, or give the groups their rates with ParameterGroup.LearningRateScale.");
        }

        var firstOfStack = layers.FindIndex(layer => layer >= 0);
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            // A tied head stands where the embedding does. What comes after the last numbered layer is an output.
            place.TryAdd(names[index], layers[index] >= 0 ? layers[index] : IsBefore(names[index], groups, firstOfStack, names) ? -1 : depth - 1);
        }

        return
        [
            .. groups.SelectMany(group => group.Parameters
                .GroupBy(item => place[item.name])
                .OrderBy(layer => layer.Key)
                .Select(layer => new ParameterGroup(string.Create(CultureInfo.InvariantCulture, $"{group.Name}, {(layer.Key < 0 ? "input" : $"layer {layer.Key}")}"), [.. layer])
                {
                    WeightDecayScale = group.WeightDecayScale,
                    LearningRateScale = group.LearningRateScale * Math.Pow(Decay, depth - 1 - layer.Key),
                })),
        ];
    }

    private static int LayerOf(string name)
    {
        var match = LayerNumber().Match(name);
        return match.Success ? int.Parse(match.Groups["layer"].Value, CultureInfo.InvariantCulture) : -1;
    }

    // Within its own group, before the first numbered parameter of that group.
    private static bool IsBefore(string name, IReadOnlyList<ParameterGroup> groups, int firstOfStack, List<string> names)
    {
        foreach (var group in groups)
        {
            var own = group.Parameters.Select(item => item.name).ToList();
            var position = own.IndexOf(name);
            if (position >= 0)
            {
                var first = own.FindIndex(other => LayerOf(other) >= 0);
                return first >= 0 ? position < first : names.IndexOf(name) < firstOfStack;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\.(?<layer>\d+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LayerNumber();
}
