using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>
/// A declared clipper in a training loop of one's own: the stage that the trainer runs, with its memory of past norms. Behind the <c>ClipGradients()</c> of a declared model; a hand-written one makes its own.
/// </summary>
/// <remarks>
/// At the first call the parameters become views of one flat tensor, and so do their gradients at every call. Make it after the model is on its device. On a GPU nothing makes the host wait.
/// A gradient that is not finite is left as it is and not remembered: look at the loss, and skip the step.
/// </remarks>
public sealed class GradientClipper : IDisposable
{
    private readonly ParameterArena _arena;
    private readonly IGradientStage _stage;
    private readonly KnownParameters _parameters;
    private long _calls;

    /// <param name="model">The model; an <see cref="IStableModel"/> names its own parameters.</param>
    /// <param name="clipping">The clipper's settings.</param>
    /// <exception cref="ArgumentException">The settings make no sense, or the model has nothing to train.</exception>
    /// <exception cref="NotSupportedException">The model computes in half precision, where the trainer gathers and clips gradients in FP32.</exception>
    public GradientClipper(nn.Module model, ClippingPart clipping)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clipping);
        clipping.Validate();
        if (model.parameters().FirstOrDefault(parameter => parameter.dtype is ScalarType.Float16 or ScalarType.BFloat16) is { } half)
        {
            throw new NotSupportedException($"GradientClipper: the model has {half.dtype} parameters, whose gradients are to be clipped in FP32. Train it with CreateTrainer, which does.");
        }

        // A new arena begins with gradients of zero; those that are there already are to be clipped.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var present = model.parameters().Where(parameter => parameter.grad is not null).Select(parameter => (Parameter: parameter, Gradient: parameter.grad!.clone())).ToList();
        _arena = ParameterArena.Create(model is IStableModel stable ? stable.ParameterGroups() : ParameterGroup.Split(model));
        foreach (var (parameter, gradient) in present)
        {
            parameter.grad!.copy_(gradient);
        }

        _stage = clipping.CreateStage(_arena);
        _parameters = new(model, _arena, "gradient clipper", "clipped");
    }

    /// <summary>
    /// Refuses a gradient that is not finite, as <c>error_if_nonfinite</c> of PyTorch's <c>clip_grad_norm_</c> does, instead of leaving it as it is. On a GPU every call then makes the host wait. Default false.
    /// </summary>
    public bool ErrorIfNonFinite { get; init; }

    /// <summary>Clips the gradients: after <c>backward</c> and before <c>step</c>.</summary>
    /// <exception cref="InvalidOperationException">With <see cref="ErrorIfNonFinite"/>, the gradient is not finite; it is left as it is. Or a parameter came into the model after the clipper was made, took another's place or was given other memory, and would not be clipped. Looked for at the first call and at every hundredth.</exception>
    public void Clip()
    {
        using var scope = NewDisposeScope();
        _parameters.CheckNowAndThen();
        _arena.ReattachGradients();
        using var context = new GradientContext(_arena, _calls, 0, zeros([], ScalarType.Float64, _arena.Device), _calls);
        if (ErrorIfNonFinite && context.Norm.ToDouble() is var norm && !double.IsFinite(norm))
        {
            throw NotFinite(norm);
        }

        if (context.IsKnownToBeSkipped)
        {
            return;
        }

        _stage.Apply(context);
        context.Materialize();
        _calls++;
    }

    // Backward runs from the last layer to the first: the last parameter that is hit is nearest to the cause.
    private InvalidOperationException NotFinite(double norm)
    {
        var last = _arena.Segments.LastOrDefault(segment => !segment.Parameter.grad!.isfinite().all().item<bool>());
        return new($"The norm of the gradient is {norm}{(last is null ? "" : $"; the last parameter that is hit is '{last.Name}'")}. Skip the step, and look for NaN or infinity in the data, log, sqrt and division of zero, or a learning rate that is too high.");
    }

    /// <summary>Frees the flat gradients. The parameters keep their values.</summary>
    public void Dispose()
    {
        (_stage as IDisposable)?.Dispose();
        _arena.Dispose();
    }
}
