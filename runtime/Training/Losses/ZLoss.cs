using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>The z-loss: weight * mean(log(sum(exp(logits)))^2), computed in FP32. It keeps the softmax's normaliser near 1, so that logits do not drift away (PaLM, 2022: weight 1e-4; Chameleon, 2024: 1e-5).</summary>
public static class ZLoss
{
    /// <summary>The term to add to the cross-entropy.</summary>
    /// <param name="logits">Shape (..., classes).</param>
    /// <param name="weight">Positive. Default 1e-4.</param>
    /// <returns>A scalar, FP32 (FP64 for FP64 logits).</returns>
    public static Tensor Of(Tensor logits, double weight = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (!(weight > 0) || !double.IsFinite(weight))
        {
            throw new ArgumentException($"ZLoss: weight = {weight} must be positive and finite, such as 1e-4.", nameof(weight));
        }

        var wide = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        return wide.logsumexp(-1).square().mean().mul(weight);
    }
}
