using StableModels.Gradients;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

/// <summary>Sends gradients through one stage, step after step, as the trainer would.</summary>
internal sealed class StageRun : IDisposable
{
    private readonly FedModel _model;
    private readonly ParameterArena _arena;
    private long _updates;

    public StageRun(GradientStagePart part, bool scalarsOnDevice, params float[][] parameters)
    {
        _model = new(parameters);
        _arena = ParameterArena.Create(ParameterGroup.Split(_model), scalarsOnDevice);
        Stage = part.CreateStage(_arena);
    }

    public IGradientStage Stage { get; }

    /// <summary>Whether the last step was skipped.</summary>
    public bool Skipped { get; private set; }

    /// <summary>The clipped share of the last step.</summary>
    public double ClippedShare { get; private set; }

    /// <summary>The gradients that the optimiser would see.</summary>
    public float[][] Step(params float[][] gradients)
    {
        using var scope = NewDisposeScope();
        _arena.ZeroGradients();
        _model.LossWithGradients(gradients).backward();
        using var context = new GradientContext(_arena, DeviceUpdates(), 1e-3, zeros([]));
        if (!context.IsKnownToBeSkipped)
        {
            Stage.Apply(context);
        }

        Skipped = context.Active.ToDouble() == 0;
        ClippedShare = context.ClippedShare.ToDouble();
        _updates += Skipped ? 0 : 1;
        return _model.Gradients(context);
    }

    /// <summary>Sends gradients of these norms and gives the norms that come out.</summary>
    public double[] Norms(params double[] norms) => [.. norms.Select(norm => (double)Step([(float)norm, 0])[0][0])];

    /// <summary>A number of the stage's state.</summary>
    public double State(string name)
    {
        var state = new TrainingState();
        ((IStateful)Stage).Save(state);
        return state.Double(name);
    }

    public void Dispose()
    {
        (Stage as IDisposable)?.Dispose();
        _arena.Dispose();
    }

    private StepScalar DeviceUpdates() =>
        _arena.ScalarDevice is null ? _updates : StepScalar.Of(tensor((double)_updates), keepOnDevice: true);
}
