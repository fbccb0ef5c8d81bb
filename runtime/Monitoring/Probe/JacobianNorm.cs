using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Monitoring.Probe;

/// <summary>The largest singular value of a function's Jacobian, without the Jacobian.</summary>
public static class JacobianNorm
{
    /// <summary>
    /// Power iteration on JᵀJ. TorchSharp has no forward mode, so J v is the derivative of w ↦ Jᵀw (which is linear) in the direction v: two backward passes.
    /// </summary>
    /// <param name="function">A differentiable function of one tensor.</param>
    /// <param name="at">Where the Jacobian is taken. With a batch, J is block-diagonal and the result is the largest over its samples.</param>
    /// <param name="tolerance">Relative change at which it stops.</param>
    /// <param name="iterations">The most iterations; twenty to sixty are usual.</param>
    /// <returns>The spectral norm; not finite when the derivative is not.</returns>
    public static double Of(Func<Tensor, Tensor> function, Tensor at, double tolerance = 1e-4, int iterations = 60)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        using var scope = NewDisposeScope();
        var x = at.detach().clone().requires_grad_(true);
        var y = function(x);
        var w = y.detach().zeros_like().requires_grad_(true);
        var pulled = autograd.grad([y], [x], [w], retain_graph: true, create_graph: true)[0];

        var v = Unit(randn_like(x.detach()));
        double sigma = 0;
        for (var i = 0; i < iterations; i++)
        {
            using var step = NewDisposeScope();
            var pushed = autograd.grad([pulled], [w], [v], retain_graph: true)[0];
            var back = autograd.grad([y], [x], [pushed], retain_graph: true)[0];
            var before = sigma;
            sigma = Math.Sqrt(back.norm().ToDouble());
            if (sigma == 0 || !double.IsFinite(sigma))
                return sigma;
            v = Unit(back).MoveToOuterDisposeScope();
            if (Math.Abs(sigma - before) < tolerance * sigma)
                break;
        }
        return sigma;
    }

    private static Tensor Unit(Tensor vector) => vector / vector.norm();
}
