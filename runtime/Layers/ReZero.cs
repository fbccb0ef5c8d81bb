using StableModels.Initialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// <c>alpha * x</c>, alpha one learned number that starts at 0, on the output of a residual branch (Bachlechner et al. 2020): the network begins as exactly the
/// identity and needs no normalisation. Started at 1 it is the multiplier that Fixup gives each branch (Zhang et al. 2019).
/// </summary>
/// <remarks>
/// Any shape to the same. Parameter: <c>alpha</c> [1]. While alpha is 0 the branch's own weights get no gradient; alpha itself does, and lets them in after the first step.
/// </remarks>
public sealed class ReZero : Layer
{
    private readonly double _initial;

    /// <summary>Creates the layer.</summary>
    /// <param name="initial">Where alpha starts.</param>
    public ReZero(double initial = 0)
        : base(nameof(ReZero))
    {
        if (!double.IsFinite(initial))
            throw new ArgumentOutOfRangeException(nameof(initial), initial, "The scale of a branch starts at a finite number; ReZero's is 0.");
        _initial = initial;
        register_empty("alpha", 1);
        reset_parameters();
    }

    /// <summary>The scale of the branch, [1].</summary>
    public Parameter alpha
    {
        get => parameter("alpha");
        set => replace_parameter("alpha", value);
    }

    /// <summary>Sets alpha to its start.</summary>
    public void reset_parameters() => new Initialization.Constant(_initial).Apply(alpha);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input * alpha;
}
