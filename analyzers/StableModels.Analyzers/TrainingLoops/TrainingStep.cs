using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>One <c>optimizer.step()</c>, or one step of a trainer, and the events of its timeline that belong to it.</summary>
internal sealed class TrainingStep
{
    private readonly TrainingCode _code;

    public TrainingStep(TrainingCode code, EventGraph timeline, TrainingEvent step)
    {
        _code = code;
        Timeline = timeline;
        Event = step;
        Optimizer = code.SubjectOf(step);
        Models = Optimizer.All(origin => origin.Creation is not null)
            ? [.. Optimizer.SelectMany(origin => code.ModelsOf(origin.Creation!)).Distinct()]
            : [Origin.Opaque];
        Backwards = step.Kind == TrainingEventKind.TrainerStep
            ? [step]
            : [.. timeline.Of(TrainingEventKind.Backward).Where(backward => timeline.CanReach(backward, step, IsSameStep))];
    }

    public EventGraph Timeline { get; }

    public TrainingEvent Event { get; }

    /// <summary>The optimizer, or the trainer.</summary>
    public ImmutableArray<Origin> Optimizer { get; }

    /// <summary>The modules that it trains; opaque where that is not seen.</summary>
    public ImmutableArray<Origin> Models { get; }

    /// <summary>The backward passes whose gradients this step can use.</summary>
    public ImmutableArray<TrainingEvent> Backwards { get; }

    public bool HasClosure => Event.Operation is IInvocationOperation { Arguments: [{ IsImplicit: false }, ..] };

    public bool IsSameStep(TrainingEvent e) =>
        e.Kind == Event.Kind && Origin.MayBeSame(_code.SubjectOf(e), Optimizer);

    /// <summary>Whether the event clears gradients that this step uses, as far as can be seen.</summary>
    public bool MayClear(TrainingEvent e) =>
        e.Kind == TrainingEventKind.ZeroGrad && (e.Subject is null || _code.SubjectOf(e) is var subject && (Origin.MayBeSame(subject, Optimizer) || Origin.MayBeSame(subject, Models)));

    /// <summary>Whether the event certainly clears this step's gradients.</summary>
    public bool Clears(TrainingEvent e) =>
        e.Kind == TrainingEventKind.ZeroGrad && e.Subject is not null && _code.SubjectOf(e) is var subject
        && (Origin.MustBeSame(subject, Optimizer) || Origin.MustBeSame(subject, Models));

    public bool MayConcern(TrainingEvent clip) => Origin.MayBeSame(_code.SubjectOf(clip), Models);

    /// <summary>Whether code that is not seen may do something to this step's optimizer or models.</summary>
    public bool MayBeTouchedBy(TrainingEvent e)
    {
        if (e.Kind != TrainingEventKind.UnknownCall || e.Operation is not IInvocationOperation call)
        {
            return false;
        }

        return !Optimizer.All(_code.Flow.IsOwned)
            || !Models.All(_code.Flow.IsOwned)
            || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
            || call.Instance is IInstanceReferenceOperation
            || Given(call).Any(value => Origin.MayBeSame(_code.Flow.Trace(value), Optimizer) || Origin.MayBeSame(_code.Flow.Trace(value), Models));
    }

    /// <summary>Every step of that kind in every timeline.</summary>
    public static IEnumerable<TrainingStep> All(TrainingCode code, TrainingEventKind kind) =>
        from timeline in code.Timelines
        from step in timeline.Of(kind)
        select new TrainingStep(code, timeline, step);

    private IEnumerable<IOperation> Given(IInvocationOperation call)
    {
        var values = call.Arguments.Select(argument => argument.Value);
        return (call.Instance is { } instance ? values.Prepend(instance) : values)
            .Where(value => _code.Symbols.IsModule(value.Type) || _code.Symbols.IsOptimizer(value.Type) || value.Type is INamedTypeSymbol { IsGenericType: true });
    }
}
