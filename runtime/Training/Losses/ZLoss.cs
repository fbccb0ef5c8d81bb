using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>
/// The z-loss: weight * mean(log(sum(exp(logits)))^2), computed in FP32. It keeps the softmax's normaliser near 1, so that logits do not drift away (PaLM, 2022: weight 1e-4;
/// Chameleon, 2024: 1e-5). Declared, it is added to what is differentiated; the loss that is reported stays the task's.
/// </summary>
/// <param name="Weight">What the term is multiplied with.</param>
public sealed record ZLoss(double Weight = 1e-4) : ILossPart
{
    /// <summary>The term to add to the cross-entropy.</summary>
    /// <param name="logits">Shape (..., classes).</param>
    /// <param name="weight">Positive. Default 1e-4.</param>
    /// <returns>A scalar, FP32 (FP64 for FP64 logits).</returns>
    public static Tensor Of(Tensor logits, double weight = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Check(weight);
        var wide = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        return wide.logsumexp(-1).square().mean().mul(weight);
    }

    /// <inheritdoc/>
    public void Validate() => Check(Weight);

    /// <inheritdoc/>
    public ILossTerm Attach(Module model) => model is Module<Tensor, Tensor> single
        ? new OfOutput(single, Weight)
        : throw new ArgumentException($"ZLoss needs a model of one input whose one output are the logits; '{model?.GetName()}' is none. Add ZLoss.Of(logits) to the loss instead.", nameof(model));

    private static void Check(double weight, [CallerArgumentExpression(nameof(weight))] string name = "")
    {
        if (!(weight > 0) || !SettingRange.IsHeld(weight))
        {
            throw new ArgumentException($"ZLoss: weight = {weight} must be positive and finite, such as 1e-4.", name);
        }
    }

    /// <summary>The term of what a model puts out while it is in training mode.</summary>
    private sealed class OfOutput : ILossTerm
    {
        private readonly Action _remove;
        private Tensor? _term;

        public OfOutput(Module<Tensor, Tensor> model, double weight) =>
            _remove = model.register_forward_hook((module, _, logits) =>
            {
                if (module.training && is_grad_enabled())
                {
                    using var scope = NewDisposeScope();
                    var term = Of(logits, weight);
                    var sum = (_term is null ? term : _term.add(term)).DetachFromDisposeScope();
                    _term?.Dispose();
                    _term = sum;
                }

                return logits;
            }).remove;

        public Tensor? Take()
        {
            var term = _term;
            _term = null;
            return term;
        }

        public void Dispose()
        {
            _remove();
            _term?.Dispose();
        }
    }
}
