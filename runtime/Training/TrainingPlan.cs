using System.Globalization;
using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;

namespace StableModels.Training;

/// <summary>How a model is trained: the declared parts, sorted into their slots and checked. Immutable and free of state; one plan makes any number of trainers.</summary>
public sealed class TrainingPlan
{
    /// <param name="parts">The parts in the order of their declaration.</param>
    /// <exception cref="ArgumentException">A slot is taken twice, there is no optimiser, or a part's settings make no sense.</exception>
    public TrainingPlan(params ITrainingPart[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (Array.IndexOf(parts, null) is var missing and >= 0)
        {
            throw new ArgumentNullException(nameof(parts), $"The part {missing} of the plan, counted from 0, is null. Leave it out.");
        }

        Parts = parts;
        foreach (var part in parts)
        {
            part.Validate();
        }

        Optimizer = Slot<OptimizerPart>("optimiser") ?? throw new ArgumentException(
            "The plan has no optimiser. Declare one, such as [AdamW(LearningRate = 1e-3)].", nameof(parts));
        Warmup = Slot<Warmup>("warm-up");
        Decay = Slot<DecayPart>("decay");
        Clipping = Slot<ClippingPart>("clipping");
        Precision = Slot<PrecisionPart>("precision");
        Accumulation = Slot<GradientAccumulation>("gradient accumulation");
        BatchRamp = Slot<BatchRamp>("batch ramp");
        TruncatedBackprop = Slot<TruncatedBackprop>("truncated back-propagation");
        if (Accumulation is not null && BatchRamp is not null)
        {
            throw new ArgumentException("The plan has both GradientAccumulation and BatchRamp, which set the same number. Keep one of them.", nameof(parts));
        }

        Stages = [.. parts.OfType<GradientStagePart>().OrderBy(part => part.Order)];
    }

    /// <summary>All parts in the order of their declaration.</summary>
    public IReadOnlyList<ITrainingPart> Parts { get; }

    /// <summary>The optimiser.</summary>
    public OptimizerPart Optimizer { get; }

    /// <summary>The warm-up; null: none.</summary>
    public Warmup? Warmup { get; }

    /// <summary>The decay after the warm-up; null: constant.</summary>
    public DecayPart? Decay { get; }

    /// <summary>The clipping; null: none.</summary>
    public ClippingPart? Clipping { get; }

    /// <summary>The mixed precision; null: the parameters' own type.</summary>
    public PrecisionPart? Precision { get; }

    /// <summary>The gradient accumulation; null: one batch per update.</summary>
    public GradientAccumulation? Accumulation { get; }

    /// <summary>The ramp of micro-batches; null: none.</summary>
    public BatchRamp? BatchRamp { get; }

    /// <summary>The length of the stretches of long sequences; null: not declared.</summary>
    public TruncatedBackprop? TruncatedBackprop { get; }

    /// <summary>The gradient stages, clipping included, in the order in which they run.</summary>
    public IReadOnlyList<GradientStagePart> Stages { get; }

    /// <summary>The learning rate's factors for a run.</summary>
    /// <param name="totalSteps">Updates of the whole run.</param>
    /// <exception cref="ArgumentException">The warm-up is longer than the run.</exception>
    public LearningRateSchedule CreateSchedule(long totalSteps) => new(Warmup, Decay, totalSteps);

    /// <summary>The parts with their settings, one per line.</summary>
    public override string ToString()
    {
        // Records write numbers as the culture does; checkpoints compare plans across machines.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return string.Join('\n', Parts);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private T? Slot<T>(string slot)
        where T : class, ITrainingPart
    {
        var found = Parts.OfType<T>().ToList();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new ArgumentException($"The plan has {found.Count} parts for the {slot}: {string.Join(" and ", found)}. Keep one of them.");
    }
}
