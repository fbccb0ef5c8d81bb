using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3009: a step without fresh gradients, or by an optimizer that has just been built.</summary>
internal sealed class WastedStep : TrainingRule
{
    /// <summary>The property set where the step can simply go.</summary>
    public const string Removable = "removable";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.WastedStep;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps.Where(step => !step.HasClosure))
        {
            ExamineNoBackward(code, step, report);
            ExamineTwice(code, step, report);
            ExamineRebuilt(code, step, report);
        }
    }

    private void ExamineNoBackward(TrainingCode code, TrainingStep step, TrainingReport report)
    {
        var timeline = step.Timeline;
        if (step.Event.Scope.InnermostLoop is { } loop
            && step.Optimizer.All(origin => origin.Creation is not null)
            && timeline.Of(TrainingEventKind.Forward).Any(forward => forward.Scope.IsInside(loop) && Origin.MustBeSame(code.SubjectOf(forward), step.Models))
            && !timeline.Events.Any(e => e.Kind is TrainingEventKind.Backward or TrainingEventKind.GradientEdit || step.MayBeTouchedBy(e)))
        {
            report.Add(
                Descriptor,
                Locations.NameOf(step.Event.Operation),
                "This step has no gradients: backward() is never called before it, so nothing is learned");
        }
    }

    private void ExamineTwice(TrainingCode code, TrainingStep step, TrainingReport report)
    {
        var timeline = step.Timeline;
        bool Renews(TrainingEvent e) =>
            e.Kind is TrainingEventKind.Backward or TrainingEventKind.GradientEdit or TrainingEventKind.ZeroGrad or TrainingEventKind.UnknownCall;
        foreach (var first in timeline.Of(TrainingEventKind.OptimizerStep))
        {
            if (!ReferenceEquals(first.Operation, step.Event.Operation)
                && Origin.MustBeSame(code.SubjectOf(first), step.Optimizer)
                && ReferenceEquals(first.Scope, step.Event.Scope)
                && timeline.Of(TrainingEventKind.Backward).Any(backward => timeline.CanReach(backward, first))
                && timeline.CanReach(first, step.Event, Renews)
                && !timeline.CanReach(step.Event, first, Renews))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(step.Event.Operation),
                    "This step uses the gradients of the step before it once more: twice the learning rate, and twice the momentum; call backward() in between or remove it",
                    [Locations.NameOf(first.Operation)],
                    ImmutableDictionary<string, string?>.Empty.Add(Removable, "true"));
            }
        }
    }

    private void ExamineRebuilt(TrainingCode code, TrainingStep step, TrainingReport report)
    {
        foreach (var creation in step.Timeline.Of(TrainingEventKind.OptimizerCreation))
        {
            if (creation.Scope.InnermostLoop is { } loop
                && ReferenceEquals(step.Event.Scope.InnermostLoop, loop)
                && step.Optimizer is [{ Creation: { } made }]
                && ReferenceEquals(made, creation.Operation)
                && !creation.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)).Any(scope => scope.Kind == ScopeKind.Branch)
                && HasState(code, made)
                && !IsBuiltIn(code, step, loop))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(made),
                    "The optimizer is built anew for every step, so its moments always start from zero; build it once, before the loop",
                    [Locations.NameOf(step.Event.Operation)]);
            }
        }
    }

    // A model that is built in the same round is another training each time.
    private static bool IsBuiltIn(TrainingCode code, TrainingStep step, EventScope loop) =>
        step.Models.Any(model => model.Creation is not { } made ? model.Symbol is null : made.Syntax.Span.IntersectsWith(loop.Operation.Syntax.Span));

    private static bool HasState(TrainingCode code, IOperation optimizer) =>
        OptimizerFamily.NameOf(optimizer) != "SGD"
        || OptimizerFamily.Argument(optimizer, "momentum") is { IsImplicit: false } momentum && code.Flow.ConstantOf(momentum.Value) is > 0;
}
