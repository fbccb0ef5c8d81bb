using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// The gradient penalty of WGAN-GP (Gulrajani et al., 2017): weight * mean((|grad D(x)| - 1)^2) at random points between real and generated samples. The critic must not use batch norm, which
/// ties samples together.
/// </summary>
public static class GradientPenalty
{
    /// <summary>The term to add to the critic's loss. Differentiable with respect to the critic's parameters.</summary>
    /// <param name="critic">Gives one number per sample.</param>
    /// <param name="real">Shape (batch, ...).</param>
    /// <param name="fake">The same shape; no gradient flows to what generated it.</param>
    /// <param name="weight">Positive. Default 10.</param>
    /// <param name="generator">For the random points; null: the default generator.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(Func<Tensor, Tensor> critic, Tensor real, Tensor fake, double weight = 10, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(critic);
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(fake);
        if (!real.shape.AsSpan().SequenceEqual(fake.shape))
        {
            throw new ArgumentException($"Real samples have shape [{string.Join(", ", real.shape)}] and generated ones [{string.Join(", ", fake.shape)}]; they must be alike to be mixed.", nameof(fake));
        }

        if (!(weight > 0) || !SettingRange.IsHeld(weight))
        {
            throw new ArgumentException($"GradientPenalty: weight = {weight} must be positive and finite, such as 10.", nameof(weight));
        }

        var shape = Enumerable.Repeat(1L, real.shape.Length).ToArray();
        shape[0] = real.shape[0];
        var alpha = rand(shape, dtype: real.dtype, device: real.device, generator: generator);
        var points = real.detach().mul(1 - alpha).add(fake.detach().mul(alpha)).requires_grad_();
        var scores = critic(points);
        var slopes = autograd.grad([scores.sum()], [points], create_graph: true)[0];

        // The root has no gradient at 0, hence the small addend.
        var norms = slopes.reshape(real.shape[0], -1).square().sum(1).add(1e-12).sqrt();
        return norms.sub(1).square().mean().mul(weight);
    }
}
