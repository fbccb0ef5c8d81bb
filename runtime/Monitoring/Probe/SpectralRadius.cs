using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Monitoring.Probe;

/// <summary>The largest absolute eigenvalue of a square matrix: by what a linear recurrence grows per step in the long run.</summary>
public static class SpectralRadius
{
    /// <summary>
    /// ‖Wᵏv‖^(1/k) over many steps, which also settles where the leading eigenvalues are a complex pair and single steps do not. It bounds no transient: a
    /// matrix that is not normal may grow before it shrinks (Pascanu, Mikolov and Bengio, 2013).
    /// </summary>
    /// <param name="matrix">Shape (n, n).</param>
    /// <param name="steps">Multiplications; the first half is left out of the mean.</param>
    /// <exception cref="ArgumentException">Not a square matrix.</exception>
    public static double Of(Tensor matrix, int steps = 400)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.dim() != 2 || matrix.shape[0] != matrix.shape[1])
            throw new ArgumentException($"A spectral radius needs a square matrix; this one has shape [{string.Join(", ", matrix.shape)}].", nameof(matrix));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var w = matrix.detach().to(ScalarType.Float64);
        var v = randn(w.shape[0], 1, dtype: ScalarType.Float64, device: w.device);
        v = v / v.norm();
        double logGrowth = 0;
        for (var i = 0; i < steps; i++)
        {
            using var step = NewDisposeScope();
            var next = w.matmul(v);
            var norm = next.norm().ToDouble();
            if (norm == 0 || !double.IsFinite(norm))
                return norm;
            if (i >= steps / 2)
                logGrowth += Math.Log(norm);
            v = (next / norm).MoveToOuterDisposeScope();
        }
        return Math.Exp(logGrowth / (steps - (steps / 2)));
    }
}
