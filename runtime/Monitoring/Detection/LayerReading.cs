namespace StableModels.Monitoring.Detection;

/// <summary>What one pass over all parameters measured after a step. All lists have one number per parameter, in the model's order.</summary>
/// <param name="Step">The step.</param>
/// <param name="Parameters">The parameters, first layer first.</param>
public sealed record LayerReading(long Step, IReadOnlyList<WatchedParameter> Parameters)
{
    /// <summary>L2 norms of the gradients, unscaled, before clipping.</summary>
    public required double[] GradientNorm { get; init; }

    /// <summary>L2 norms of the parameters.</summary>
    public required double[] WeightNorm { get; init; }

    /// <summary>‖change of the last step‖ / ‖parameter‖; NaN where it was not measured or the parameter is zero.</summary>
    public required double[] UpdateRatio { get; init; }

    /// <summary>The share of gradient elements that are exactly zero, of biases and other vectors; NaN for matrices.</summary>
    public required double[] ZeroGradientShare { get; init; }

    /// <summary>How many gradient elements are not finite.</summary>
    public required long[] NonFinite { get; init; }

    /// <summary>Kernels whose units all have the same weights and get the same gradient; looked for in a run's first readings.</summary>
    public IReadOnlyList<string> SymmetricKernels { get; init; } = [];

    /// <summary>The largest attention logit of every attention layer; empty unless activations are watched.</summary>
    public IReadOnlyList<(string Layer, double Largest)> AttentionLogits { get; init; } = [];

    /// <summary>The share of every ReLU's units that are zero for the whole batch; empty unless activations are watched.</summary>
    public IReadOnlyList<(string Layer, double Share)> DeadUnits { get; init; } = [];

    /// <summary>Parameters, embeddings apart, that have not had any gradient in the whole run while others have; as far as the optimiser's memory, or without one the weight itself, tells.</summary>
    public IReadOnlyList<string> Unreached { get; init; } = [];

    /// <summary>Norms up to this hold no weight above it: single weights are looked at only beyond.</summary>
    public const double LargeWeight = 1000;

    /// <summary>The largest absolute weight of every parameter whose norm is above <see cref="LargeWeight"/>; empty in a model at peace.</summary>
    public IReadOnlyList<(string Layer, double Largest)> LargestWeights { get; init; } = [];

    /// <summary>The indices of the kernels, first layer first.</summary>
    public IEnumerable<int> Kernels => Enumerable.Range(0, Parameters.Count).Where(i => Parameters[i].Kind == ParameterKind.Kernel);

    /// <summary>
    /// Gradient norm of the first kernel over that of the last: far below 1 the gradient vanishes on its way back, far above 1 it explodes. NaN with
    /// fewer than two kernels or a last one without gradient.
    /// </summary>
    public double FirstToLast
    {
        get
        {
            var kernels = Kernels.ToArray();
            return kernels.Length < 2 || GradientNorm[kernels[^1]] == 0 ? double.NaN : GradientNorm[kernels[0]] / GradientNorm[kernels[^1]];
        }
    }
}
