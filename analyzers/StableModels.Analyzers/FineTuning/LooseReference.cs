using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.FineTuning;

/// <summary>SM6002: a reference model that no optimizer trains, run with dropout and with gradients.</summary>
internal sealed class LooseReference : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LooseReference;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps.Where(step => step.Models is [{ Creation: not null }]))
        {
            foreach (var forward in step.Timeline.Of(TrainingEventKind.Forward))
            {
                if (forward.Scope.InnermostLoop is not null
                    && code.SubjectOf(forward) is [{ Creation: IObjectCreationOperation reference } origin]
                    && IsTwin(reference, step.Models[0].Creation!)
                    && code.Flow.IsOwned(origin)
                    && !IsTrained(code, origin)
                    && step.Backwards.Any(backward => step.Timeline.CanReach(forward, backward))
                    && !IsFrozen(code, origin, forward))
                {
                    report.Add(
                        Descriptor,
                        Locations.NameOf(forward.Operation),
                        "This second model is never trained, yet it runs in training mode and records gradients: its dropout makes the reference noisy; call eval() on it and run it in torch.no_grad()",
                        [Locations.NameOf(reference)]);
                }
            }
        }
    }

    private static bool IsTwin(IObjectCreationOperation reference, IOperation trained) =>
        !ReferenceEquals(reference, trained) && SymbolEqualityComparer.Default.Equals(reference.Type, trained.Type);

    private static bool IsTrained(TrainingCode code, Origin model) =>
        code.Events.Any(e => e.Kind == TrainingEventKind.OptimizerCreation && Origin.MayBeSame(code.ModelsOf(e.Operation), [model]));

    // eval(), no_grad(), frozen parameters: any of them shows that the author thought of it.
    private static bool IsFrozen(TrainingCode code, Origin model, TrainingEvent forward) =>
        forward.Scope.Chain().Any(GradientModes.StopsGradients)
        || code.Events.Any(e => e.Kind == TrainingEventKind.ModeChange && Origin.MayBeSame(code.SubjectOf(e), [model]) && e.Operation is IInvocationOperation { TargetMethod.Name: "eval" })
        || code.Operations.Of(OperationKind.Invocation, OperationKind.SimpleAssignment).Any(operation => operation switch
        {
            IInvocationOperation { TargetMethod.Name: "detach" } => true,
            IInvocationOperation { TargetMethod.Name: "requires_grad_", Instance: var weight } => Origin.MayBeSame(code.Flow.Trace(weight), [model]),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "requires_grad", Instance: var weight } } => Origin.MayBeSame(code.Flow.Trace(weight), [model]),
            _ => false,
        });
}
