using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>
/// The parameters that a model had when something was made for it: one that comes later, takes another's place or is given other memory would silently be neither trained nor clipped. To look is a
/// walk over the module, so it is done at the first step and then at every hundredth.
/// </summary>
/// <param name="model">The model, as it is now.</param>
/// <param name="arena">Where its parameters are since then.</param>
/// <param name="owner">What was made for it, for messages.</param>
/// <param name="deed">What it does with parameters, for messages.</param>
internal sealed class KnownParameters(Module model, ParameterArena arena, string owner, string deed)
{
    private const int LookEvery = 100;

    private readonly Dictionary<Parameter, string> _known = Of(model);
    private readonly HashSet<Parameter> _frozen = new(model.parameters().Where(parameter => !parameter.requires_grad), ReferenceEqualityComparer.Instance);
    private int _callsToLook;

    /// <summary>The first parameter that was frozen at first and no longer was when it was last looked; null when there is none.</summary>
    public string? Unfrozen { get; private set; }

    /// <summary>Looks if it is time to.</summary>
    /// <exception cref="InvalidOperationException">A parameter came, was replaced or was given other memory; the message names it.</exception>
    public void CheckNowAndThen()
    {
        if (_callsToLook-- > 0)
        {
            return;
        }

        Check();
        _callsToLook = LookEvery - 1;
    }

    /// <summary>Looks at once, and again at the next call of <see cref="CheckNowAndThen"/>.</summary>
    /// <exception cref="InvalidOperationException">A parameter came, was replaced or was given other memory; the message names it.</exception>
    public void Check()
    {
        _callsToLook = 0;
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.IsInvalid || !parameter.requires_grad)
            {
                continue;
            }

            if (!_known.ContainsKey(parameter))
            {
                throw Unknown(name);
            }

            Unfrozen ??= _frozen.Contains(parameter) ? name : null;
        }

        if (arena.FirstOutside() is { } outside)
        {
            throw new InvalidOperationException(
                $"Parameter '{outside}' was given other memory after the {owner} was made, by set_(), flatten_parameters() or a move of the model: what is {deed} is what it had before. " +
                $"Copy new values into it instead, with copy_ under no_grad(), and move the model and call flatten_parameters() before the {owner} is made.");
        }
    }

    private InvalidOperationException Unknown(string name) => new(_known.ContainsValue(name)
        ? $"Parameter '{name}' was replaced after the {owner} was made, which still holds the one before it: the new one would not be {deed}. " +
          $"Copy the new values into the old one instead, with copy_ under no_grad(), or change and move the model first and make the {owner} then."
        : $"Parameter '{name}' came into the model after the {owner} was made, which does not know it: it would not be {deed}. " +
          $"Build the whole model first and make the {owner} then, or set requires_grad to false if it is not to learn.");

    private static Dictionary<Parameter, string> Of(Module model)
    {
        var known = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in model.named_parameters())
        {
            known.TryAdd(parameter, name);
        }

        return known;
    }
}
