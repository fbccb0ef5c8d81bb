using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>
/// Adaptive gradient clipping of NFNets (Brock, De, Smith and Simonyan, 2021): the gradient of an output unit (a row; a vector as a whole) may be no larger than
/// <see cref="Factor"/> times the unit's weights: g = g * min(1, factor * max(|w|, eps) / max(|g|, 1e-6)).
/// </summary>
/// <remarks>
/// Exclude the final classifier, as the paper does, and whatever starts at zero, which would hardly move: its weights count as <see cref="MinimumNorm"/> only.
/// </remarks>
/// <param name="Factor">The largest ratio of gradient to weight norm; 0.01 for batches of thousands, up to 0.16 for small ones.</param>
public sealed record AdaptiveClip(double Factor) : ClippingPart
{
    /// <summary>What smaller weight norms count as. Default 1e-3.</summary>
    public double MinimumNorm { get; init; } = 1e-3;

    /// <summary>Parameters whose names contain one of these, separated by commas, are not clipped; e.g. <c>head</c>. Default: none.</summary>
    public string Exclude { get; init; } = "";

    /// <summary>Parameters whose names contain one of these, separated by commas, hold their output units in the columns (stored in, out). Default: none.</summary>
    public string Transposed { get; init; } = "";

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckLimit(Factor, nameof(Factor), nameof(AdaptiveClip));
        CheckLimit(MinimumNorm, nameof(MinimumNorm), nameof(AdaptiveClip));
        foreach (var (names, setting) in ((string?, string)[])[(Exclude, nameof(Exclude)), (Transposed, nameof(Transposed))])
        {
            if (names is null)
            {
                throw new ArgumentException($"AdaptiveClip: {setting} is null. Name the parameters, or leave it out.", setting);
            }
        }
    }

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new Stage(this, arena);

    /// <inheritdoc/>
    protected internal override string Parts => "output units";

    /// <inheritdoc/>
    public override string AdviceWhenMostIsClipped(double usualNorm) =>
        $"Raise AdaptiveClip's factor from {Given(Factor)}; small batches take up to 0.16. What starts at zero counts as MinimumNorm = {Given(MinimumNorm)} and is better named in Exclude.";

    private sealed class Stage : IGradientStage, IDisposable
    {
        private readonly AdaptiveClip _settings;
        private readonly List<(Tensor Weights, Tensor Gradients)> _units = [];
        private readonly long _unitCount;

        public Stage(AdaptiveClip settings, ParameterArena arena)
        {
            _settings = settings;
            foreach (var segment in arena.Segments.Where(segment => !Names(settings.Exclude).Any(segment.Name.Contains)))
            {
                using var scope = NewDisposeScope();
                var transposed = Names(settings.Transposed).Any(segment.Name.Contains);
                _units.Add((Units(arena.Parameters, segment, transposed), Units(arena.Gradients, segment, transposed)));
            }

            _unitCount = _units.Sum(unit => unit.Weights.shape[0]);
        }

        public void Apply(GradientContext context)
        {
            context.Materialize();
            Tensor? clipped = null;
            foreach (var (weights, gradients) in _units)
            {
                using var scope = NewDisposeScope();
                var limits = weights.norm(1, keepdim: true).clamp_min_(_settings.MinimumNorm).mul_(_settings.Factor);
                var norms = gradients.norm(1, keepdim: true);
                gradients.mul_(limits.div(norms.clamp_min(1e-6)).clamp_max_(1));
                var count = norms.gt(limits).sum();
                clipped = clipped is null ? count.MoveToOuterDisposeScope() : clipped.add_(count);
            }

            context.GradientsChanged();
            if (clipped is not null)
            {
                context.RecordClipping(context.Scalar(clipped) / _unitCount);
            }
        }

        public void Dispose()
        {
            foreach (var (weights, gradients) in _units)
            {
                weights.Dispose();
                gradients.Dispose();
            }
        }

        private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // One row per output unit: (out, everything else); vectors and scalars are one unit.
        private static Tensor Units(Tensor flat, ArenaSegment segment, bool transposed)
        {
            var view = ParameterArena.View(flat, segment);
            var units = segment.Shape.Length <= 1 ? view.view(1, -1)
                : transposed ? view.view(-1, segment.Shape[^1]).t()
                : view.view(segment.Shape[0], -1);
            return units.DetachFromDisposeScope();
        }
    }
}
