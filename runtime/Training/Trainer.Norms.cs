using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

// What the last step left in the arena, measured on request.
public sealed partial class Trainer
{
    /// <summary>
    /// The L2 norm of every parameter's gradient of the last step, by name: unscaled, before the factor of a global clipper, after stages that change
    /// single elements. One pass, one host sync.
    /// </summary>
    public IReadOnlyList<(string Name, double Norm)> GradientNorms() => NormsByName(arena => arena.GradientRows);

    /// <summary>
    /// The shares of the last step's gradient elements that are exactly 0 and that are not finite: in half precision the first grows when the loss scale is too small, the
    /// second when it is too large. Two passes, one host sync.
    /// </summary>
    public (double Zero, double NotFinite) GradientShares()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var counts = StepScalar.ReadAll(stack([_arena.Gradients.count_nonzero(), _arena.Gradients.isfinite().logical_not_().sum()]).to(ScalarType.Float64));
        return (1 - (counts[0] / _arena.ParameterCount), counts[1] / _arena.ParameterCount);
    }

    /// <summary>The L2 norm of every parameter, by name. One pass, one host sync.</summary>
    public IReadOnlyList<(string Name, double Norm)> ParameterNorms() => NormsByName(arena => arena.ParameterRows);

    private List<(string Name, double Norm)> NormsByName(Func<ParameterArena, Tensor> rows)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var norms = StepScalar.ReadAll(_arena.NormsPerSegment(rows(_arena)));
        return [.. _arena.Segments.Select(segment => (segment.Name, norms[segment.Index]))];
    }
}
