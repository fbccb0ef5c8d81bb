using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3007: a schedule that does not reach the optimizer, or reaches it at the wrong time.</summary>
internal sealed class MisusedScheduler : TrainingRule
{
    /// <summary>The property that names the fault, for the fix.</summary>
    public const string Fault = "fault";

    public const string TooEarly = "too early";

    public const string EpochStart = "epoch start";

    public const string PerEpoch = "per epoch";

    public const string LastEpoch = "last epoch";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MisusedScheduler;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.SchedulerCreation))
        {
            ExamineLastEpoch(code, creation, report);
            var steps = code.Events.Where(e =>
                e.Kind == TrainingEventKind.SchedulerStep && code.SubjectOf(e).Contains(Origin.Of(creation.Operation))).ToList();
            if (steps.Count == 0)
            {
                ExamineNeverStepped(code, creation, report);
            }
            else
            {
                ExamineOptimizer(code, creation, steps[0], report);
            }
        }

        foreach (var timeline in code.Timelines)
        {
            foreach (var schedulerStep in timeline.Of(TrainingEventKind.SchedulerStep))
            {
                ExamineOrder(code, timeline, schedulerStep, report);
            }
        }
    }

    private void ExamineLastEpoch(TrainingCode code, TrainingEvent creation, TrainingReport report)
    {
        if (OptimizerFamily.Argument(creation.Operation, "last_epoch") is { IsImplicit: false } argument
            && code.Flow.ConstantOf(argument.Value) is >= 0)
        {
            report.Add(
                Descriptor,
                argument.Syntax.GetLocation(),
                "last_epoch is for resuming: a new schedule that starts at this epoch has decayed already before the first step",
                null,
                ImmutableDictionary<string, string?>.Empty.Add(Fault, LastEpoch));
        }
    }

    private void ExamineNeverStepped(TrainingCode code, TrainingEvent creation, TrainingReport report)
    {
        var origin = Origin.Of(creation.Operation);
        var isStepped = code.Events.Any(e => e.Kind == TrainingEventKind.SchedulerStep && Origin.MayBeSame(code.SubjectOf(e), [origin]));
        var optimizer = code.SubjectOf(creation);
        if (!isStepped
            && code.Flow.IsOwned(origin)
            && !IsPartOfAnother(code, creation, origin)
            && code.Events.Any(e => e.Kind == TrainingEventKind.OptimizerStep && e.Scope.InnermostLoop is not null && Origin.MustBeSame(code.SubjectOf(e), optimizer)))
        {
            report.Add(
                Descriptor,
                Locations.NameOf(creation.Operation),
                "This schedule is never stepped, so the learning rate stays where its constructor put it; call step() on it");
        }
    }

    private static bool IsPartOfAnother(TrainingCode code, TrainingEvent creation, Origin origin) =>
        code.Events.Any(other =>
            other.Kind == TrainingEventKind.SchedulerCreation
            && !ReferenceEquals(other.Operation, creation.Operation)
            && OptimizerFamily.ArgumentsOf(other.Operation).Any(argument => code.Flow.Trace(argument.Value).Contains(origin)));

    // In the loop where the schedule steps, only another optimizer does.
    private void ExamineOptimizer(TrainingCode code, TrainingEvent creation, TrainingEvent schedulerStep, TrainingReport report)
    {
        if (code.SubjectOf(creation) is [{ Creation: { } made } optimizer]
            && OptimizerFamily.NameOf(creation.Operation) != "ChainedLR"
            && code.Flow.IsOwned(optimizer)
            && schedulerStep.Scope.InnermostLoop is { } loop
            && code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerStep).ToList() is var steps
            && steps.Any(step => step.Scope.IsInside(loop))
            && !steps.Any(step => Origin.MayBeSame(code.SubjectOf(step), [optimizer])))
        {
            report.Add(
                Descriptor,
                OptimizerFamily.ArgumentsOf(creation.Operation)[0].Syntax.GetLocation(),
                "This schedule drives an optimizer that never steps; the one that steps keeps its learning rate",
                [Locations.NameOf(made)]);
        }
    }

    private void ExamineOrder(TrainingCode code, EventGraph timeline, TrainingEvent schedulerStep, TrainingReport report)
    {
        if (schedulerStep.Scope.InnermostLoop is not { } loop || code.SubjectOf(schedulerStep) is not [{ Creation: { } made }])
        {
            return;
        }

        var optimizer = code.Flow.Trace(OptimizerFamily.ArgumentsOf(made).FirstOrDefault()?.Value);
        var steps = timeline.Of(TrainingEventKind.OptimizerStep).Where(e => Origin.MustBeSame(code.SubjectOf(e), optimizer)).ToList();
        foreach (var step in steps)
        {
            if (ReferenceEquals(step.Scope, schedulerStep.Scope)
                && steps.Count == 1
                && schedulerStep.Operation.Syntax.SpanStart < step.Operation.Syntax.SpanStart)
            {
                Report(schedulerStep, step, TooEarly, "The schedule moves on before the optimizer's step, so the first learning rate is never used; step the optimizer first", report);
            }
            else if (ReferenceEquals(step, steps[0]) && SkipsFirstRate(code, timeline, schedulerStep, steps, made, loop))
            {
                Report(schedulerStep, step, EpochStart, "The schedule moves on before the first epoch's steps, so its first learning rate is never used and every later one comes an epoch early; step it at the end of the epoch", report);
            }
            else if (step.Scope.InnermostLoop is { } inner && !ReferenceEquals(inner, loop) && inner.IsInside(loop) && ScheduleLength.IsInSteps(code, made, loop))
            {
                Report(schedulerStep, step, PerEpoch, "This schedule is built in steps (epochs x steps per epoch) and moves on once per epoch, so it hardly starts; step it after every optimizer step", report);
            }
        }
    }

    // for (epochs) { scheduler.step(); for (batches) { ... optimizer.step(); } }: certain where this optimizer has taken no step before, and the schedule none.
    private static bool SkipsFirstRate(TrainingCode code, EventGraph timeline, TrainingEvent schedulerStep, List<TrainingEvent> steps, IOperation made, EventScope epochs)
    {
        var optimizer = code.SubjectOf(steps[0]);
        var before = timeline.Events.TakeWhile(e => !ReferenceEquals(e, schedulerStep)).ToList();
        var first = new TrainingStep(code, timeline, steps[0]);
        return StartsHigh(OptimizerFamily.NameOf(made))
            && schedulerStep.Operation is IInvocationOperation { Arguments.IsEmpty: true } // step(epoch) says itself which rate is meant
            && schedulerStep.Scope.IsUnconditionalIn(epochs)
            && IsFromTheStart(epochs.Operation)
            && optimizer.All(code.Flow.IsOwned)
            && steps.TrueForAll(step => step.Scope.InnermostLoop is { } batches && !ReferenceEquals(batches, epochs) && batches.IsInside(epochs) && !before.Contains(step))
            && !code.Events.Any(e => e.Kind == TrainingEventKind.OptimizerStep && !steps.Contains(e) && Origin.MayBeSame(code.SubjectOf(e), optimizer))
            && !code.Events.Any(e => e.Kind == TrainingEventKind.SchedulerStep && !ReferenceEquals(e, schedulerStep) && Origin.MayBeSame(code.SubjectOf(e), code.SubjectOf(schedulerStep)))
            && !before.Exists(first.MayBeTouchedBy)
            && !code.Calls.Any(call => call.TargetMethod.Name == "load_state_dict" && code.Symbols.IsOptimizer(call.Instance?.Type));
    }

    // A warm-up or a function of one's own may begin with a rate of 0, which is well skipped.
    private static bool StartsHigh(string schedule) => OptimizerFamily.OnlyDecays(schedule) && schedule != "ReduceLROnPlateau";

    // A loop that begins at a variable goes on with an earlier training.
    private static bool IsFromTheStart(IOperation loop) =>
        loop is not IForLoopOperation { Before: var before }
        || before.OfType<IVariableDeclarationGroupOperation>().SelectMany(group => group.Declarations).SelectMany(declaration => declaration.Declarators)
            .All(counter => counter.GetVariableInitializer()?.Value.ConstantValue.HasValue == true);

    private void Report(TrainingEvent schedulerStep, TrainingEvent step, string fault, string message, TrainingReport report) =>
        report.Add(
            Descriptor,
            Locations.NameOf(schedulerStep.Operation),
            message,
            [Locations.NameOf(step.Operation)],
            ImmutableDictionary<string, string?>.Empty.Add(Fault, fault));
}
