using StableModels.Layers;
using StableModels.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

// What a loss must be, and what is differentiated beside it.
public sealed partial class Trainer
{
    // What the plan adds to the loss, and what layers such as experts ask for besides the task. The loss that is reported stays the task's.
    private Tensor WithAuxiliaryLosses(Tensor loss)
    {
        foreach (var term in _lossTerms)
        {
            using var value = term.Take() ?? throw new InvalidOperationException(
                $"The plan adds {string.Join(" and ", Plan.Parts.OfType<ILossPart>())} to the loss, but the model did not run in training mode. Call the model, not its forward method, inside the loss.");
            loss = loss.view([]) + value.view([]).to(loss.dtype);
        }

        using var auxiliary = AuxiliaryLosses.Take(_auxiliaryLosses);
        return auxiliary is null ? loss : loss.view([]) + auxiliary.to(loss.dtype);
    }

    // A loss that threw after the model had run, or a look at the model in training mode between two steps, leaves terms behind that are no part of this step.
    private void ForgetEarlierRuns()
    {
        foreach (var term in _lossTerms)
        {
            term.Take()?.Dispose();
        }

        AuxiliaryLosses.Take(_auxiliaryLosses)?.Dispose();
    }

    private static void CheckLoss(Tensor? loss)
    {
        if (loss is null)
        {
            throw new ArgumentException("The loss function returned null instead of a loss. Return the tensor that mean() or sum() gives.");
        }

        if (loss.numel() != 1)
        {
            throw new ArgumentException($"The loss must be a single number but has shape [{string.Join(", ", loss.shape)}]. Reduce it with mean() or sum().");
        }

        if (!loss.is_floating_point())
        {
            throw new ArgumentException($"The loss is of type {loss.dtype}, which has no gradient. Compute it in floating-point numbers: counts and comparisons, such as an accuracy, are no losses.");
        }

        if (!loss.requires_grad)
        {
            throw DoesNotDepend();
        }
    }

    // The first thing that a hand-written model in half precision meets, in libtorch's words of one of its kernels.
    private bool IsOfTypes(Exception exception) =>
        Plan.Precision is not null && Model is not IHalfCompute && exception.Message.Contains("type", StringComparison.OrdinalIgnoreCase);

    private static ArgumentException DoesNotDepend() => new(
        "The loss does not depend on any trainable parameter. Check for no_grad() or detach() inside the loss, and that the model in the loss is the one that the trainer was made for.");
}
