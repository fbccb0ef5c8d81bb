using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>
/// Dynamic loss scaling with PyTorch's sequence (GradScaler): a step with non-finite gradients is skipped and multiplies the scale by
/// <see cref="BackoffFactor"/>; after <see cref="GrowthInterval"/> good steps in a row the scale is multiplied by <see cref="GrowthFactor"/>.
/// </summary>
/// <remarks>
/// Beyond PyTorch: the scale never falls below <see cref="Floor"/> nor grows to something that is not finite in FP32, <see cref="IsAtFloor"/> is the alarm,
/// and <see cref="Hysteresis"/> is Megatron-LM's: the scale backs off only from the n-th bad step since it last grew.
/// </remarks>
public sealed class LossScaler : IStateful, IDisposable
{
    private readonly ScalarState _scale;
    private readonly ScalarState _goodSteps;
    private readonly ScalarState _badSteps;
    private readonly ScalarState _overflows;
    private readonly ScalarState _atFloor;

    /// <param name="initialScale">The first scale, 65536 in PyTorch.</param>
    /// <param name="device">Where the scale lives; null: on the host.</param>
    public LossScaler(double initialScale = 65536, Device? device = null)
    {
        if (!(initialScale > 0) || !double.IsFinite(initialScale))
        {
            throw new ArgumentException($"LossScaler: a scale of {initialScale} cannot be undone. Give a positive, finite number such as 65536.", nameof(initialScale));
        }

        _scale = new(initialScale, device);
        _goodSteps = new(0, device);
        _badSteps = new(0, device);
        _overflows = new(0, device);
        _atFloor = new(0, device);
    }

    /// <summary>What the loss is multiplied by.</summary>
    public StepScalar Scale => _scale.Value;

    /// <summary>The factor after <see cref="GrowthInterval"/> good steps. Default 2; 1 makes the scale static.</summary>
    public double GrowthFactor { get; init; } = 2;

    /// <summary>The factor after a bad step. Default 0.5; 1 makes the scale static.</summary>
    public double BackoffFactor { get; init; } = 0.5;

    /// <summary>Good steps in a row before the scale grows. Default 2000.</summary>
    public long GrowthInterval { get; init; } = 2000;

    /// <summary>The smallest scale. Default 1.</summary>
    public double Floor { get; init; } = 1;

    /// <summary>Bad steps until the scale backs off. Default 1, as in PyTorch; Megatron-LM takes 2.</summary>
    public int Hysteresis { get; init; } = 1;

    /// <summary>The alarm: the last bad step wanted a smaller scale than <see cref="Floor"/>, so the model overflows on its own. Reading it waits for a device.</summary>
    public bool IsAtFloor => _atFloor.Read() != 0;

    /// <summary>Bad steps so far. Reading it waits for a device.</summary>
    public long Overflows => (long)_overflows.Read();

    /// <summary>Moves the scale after a step.</summary>
    /// <param name="foundNonFinite">1 when any gradient was not finite, else 0.</param>
    public void Update(StepScalar foundNonFinite)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = _scale.Value;
        var badSteps = _badSteps.Value + foundNonFinite;
        var goodSteps = StepScalar.Where(foundNonFinite, 0, _goodSteps.Value + 1);
        var backOff = foundNonFinite * (badSteps >= Hysteresis);
        var smaller = scale * BackoffFactor;
        var larger = scale * GrowthFactor;
        var grow = goodSteps >= GrowthInterval;
        _atFloor.Value = StepScalar.Where(foundNonFinite, backOff * (smaller < Floor), 0);
        _scale.Value = StepScalar.Where(backOff, StepScalar.Max(smaller, Floor), StepScalar.Where(grow * (larger <= float.MaxValue), larger, scale));
        _goodSteps.Value = StepScalar.Where(grow, 0, goodSteps);
        _badSteps.Value = StepScalar.Where(grow, 0, badSteps);
        _overflows.Value += foundNonFinite;
    }

    /// <inheritdoc/>
    public void Save(TrainingState state)
    {
        _scale.Save(state, "scale");
        _goodSteps.Save(state, "good_steps");
        _badSteps.Save(state, "bad_steps");
        _overflows.Save(state, "overflows");
        _atFloor.Save(state, "at_floor");
    }

    /// <inheritdoc/>
    public void Load(TrainingState state)
    {
        _scale.Load(state, "scale");
        _goodSteps.Load(state, "good_steps");
        _badSteps.Load(state, "bad_steps");
        _overflows.Load(state, "overflows");
        _atFloor.Load(state, "at_floor");
    }

    /// <summary>Frees the scale.</summary>
    public void Dispose()
    {
        _scale.Dispose();
        _goodSteps.Dispose();
        _badSteps.Dispose();
        _overflows.Dispose();
        _atFloor.Dispose();
    }
}
