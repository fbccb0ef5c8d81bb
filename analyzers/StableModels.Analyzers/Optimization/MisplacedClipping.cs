using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3004: clipping that sees no gradient, or sees parts of it.</summary>
internal sealed class MisplacedClipping : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MisplacedClipping;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps)
        {
            foreach (var clip in step.Timeline.Of(TrainingEventKind.Clip).Where(step.MayConcern))
            {
                if (Fault(code, step, clip) is { } fault)
                {
                    report.Add(Descriptor, Locations.NameOf(clip.Operation), fault, [Locations.NameOf(step.Event.Operation)]);
                }
            }
        }
    }

    private static string? Fault(TrainingCode code, TrainingStep step, TrainingEvent clip)
    {
        var timeline = step.Timeline;
        if (step.Backwards.IsEmpty || step.HasClosure)
        {
            return null;
        }

        bool Ends(TrainingEvent e) => e.Kind is TrainingEventKind.OptimizerStep or TrainingEventKind.ZeroGrad;
        bool MakesGradients(TrainingEvent e) => e.Kind is TrainingEventKind.Backward or TrainingEventKind.UnknownCall or TrainingEventKind.GradientEdit;
        var isFed = timeline.Events.Any(e => MakesGradients(e) && timeline.CanReach(e, clip, Ends));
        if (!isFed)
        {
            if (!ReferenceEquals(clip.Scope.InnermostLoop, step.Event.Scope.InnermostLoop) || clip.Scope.InnermostLoop is null)
            {
                return null;
            }

            return timeline.CanReach(step.Event, clip, e => e.Kind == TrainingEventKind.Backward)
                ? "Clipping after the step bounds nothing: the weights have moved already; clip between backward and step"
                : "Clipping before backward bounds nothing: there are no gradients yet; clip between backward and step";
        }

        bool EndsOrRenews(TrainingEvent e) => Ends(e) || e.Kind == TrainingEventKind.Backward;
        if (timeline.Events.Any(e => Reduces(code, e) && timeline.CanReach(clip, e, EndsOrRenews) && timeline.CanReach(e, step.Event, EndsOrRenews) && !timeline.CanReach(e, clip, EndsOrRenews)))
        {
            return "The gradients are clipped before they are summed over the replicas: the sum has another norm and another direction than the clipped whole; clip after the all-reduce";
        }

        return step.Backwards.Any(backward => IsMicroBatch(backward, clip, step.Event))
            && timeline.Of(TrainingEventKind.OptimizerStep).Where(step.IsSameStep).All(other => ReferenceEquals(other.Operation, step.Event.Operation))
                ? "Clipping each micro-batch bounds the sum of the earlier ones again and again, so late batches count more; clip once, before the step"
                : null;
    }

    // A call named after the collective, TorchSharp having none of its own, or one replica's gradient added to another's.
    private static bool Reduces(TrainingCode code, TrainingEvent e) => e.Kind switch
    {
        TrainingEventKind.UnknownCall => e.Operation is IInvocationOperation call
            && call.TargetMethod.Name.Replace("_", "").IndexOf("allreduce", StringComparison.OrdinalIgnoreCase) >= 0,
        TrainingEventKind.GradientEdit => e.Operation switch
        {
            IInvocationOperation { TargetMethod.Name: "add_" } sum => sum.Arguments.Any(argument => IsGradient(code, argument.Value)),
            IAssignmentOperation assignment => Expression.Unwrap(assignment.Value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
                && IsGradient(code, sum.LeftOperand) && IsGradient(code, sum.RightOperand),
            _ => false,
        },
        _ => false,
    };

    private static bool IsGradient(TrainingCode code, IOperation value) =>
        code.Flow.Resolve(value) is IPropertyReferenceOperation { Property.Name: "grad" } gradient && code.Symbols.IsTensor(gradient.Property.ContainingType);

    // Backward and clip run several times for one step.
    private static bool IsMicroBatch(TrainingEvent backward, TrainingEvent clip, TrainingEvent step)
    {
        var loop = clip.Scope.InnermostLoop;
        if (loop is null || !ReferenceEquals(backward.Scope.InnermostLoop, loop))
        {
            return false;
        }

        if (!step.Scope.IsInside(loop))
        {
            return step.Scope.InnermostLoop is { } outer && loop.IsInside(outer);
        }

        return ReferenceEquals(step.Scope.InnermostLoop, loop)
            && step.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)).Any(scope =>
                scope.Kind == ScopeKind.Branch
                && !clip.Scope.IsInside(scope)
                && scope.Operation is IConditionalOperation { Condition: { } condition }
                && Counts(condition));
    }

    private static bool Counts(IOperation condition) =>
        condition.DescendantsAndSelf().Any(part => part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder });
}
