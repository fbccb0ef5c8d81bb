using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5110: an evaluation loop that records a graph it never uses.</summary>
internal sealed class EvaluationGradient : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.EvaluationGradient;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var timeline in code.Timelines)
        {
            foreach (var mode in timeline.Of(TrainingEventKind.ModeChange).Where(EvaluationMode.IsEntered))
            {
                Examine(code, timeline, mode, report);
            }
        }
    }

    private void Examine(TrainingCode code, EventGraph timeline, TrainingEvent mode, TrainingReport report)
    {
        var module = code.SubjectOf(mode);
        if (!code.Updates.Any(step => Origin.MayBeSame(step.Models, module)))
        {
            return;
        }

        foreach (var forward in timeline.Reachable(mode, EvaluationMode.MayBeLeft).Where(e => e.Kind == TrainingEventKind.Forward))
        {
            if (forward.Scope.InnermostLoop is { } loop
                && ReferenceEquals(forward.Scope.Find(ScopeKind.Routine), mode.Scope.Find(ScopeKind.Routine))
                && !ReferenceEquals(mode.Scope.InnermostLoop, loop)
                && Origin.MustBeSame(code.SubjectOf(forward), module)
                && !forward.Scope.Chain().Any(GradientModes.StopsGradients)
                && !IsUsed(code, timeline, forward, loop)
                && !SetsGradients(code, mode, loop))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(forward.Operation),
                    "Evaluation without torch.no_grad() records the graph of every batch: memory and time for gradients that nobody asks for",
                    [loop.Operation.Syntax.GetFirstToken().GetLocation()]);
            }
        }
    }

    // A backward pass that this forward pass can lead to, before the loop is left for the model's next one: adversarial examples, or training in evaluation mode.
    private static bool IsUsed(TrainingCode code, EventGraph timeline, TrainingEvent forward, EventScope loop)
    {
        bool EndsEvaluation(TrainingEvent e) =>
            EvaluationMode.MayBeLeft(e) || (e.Kind == TrainingEventKind.Forward && !e.Scope.IsInside(loop) && Origin.MustBeSame(code.SubjectOf(e), code.SubjectOf(forward)));
        return timeline.Reachable(forward, EndsEvaluation).Any(e => e.Kind is TrainingEventKind.Backward or TrainingEventKind.OptimizerStep or TrainingEventKind.TrainerStep);
    }

    // By a switch or by freezing the parameters: in the method that evaluates, in the one that the program starts in, or in a helper, which may have been called before.
    private static bool SetsGradients(TrainingCode code, TrainingEvent mode, EventScope loop)
    {
        var members = mode.Scope.Chain().Concat(loop.Chain()).Where(scope => scope.Kind == ScopeKind.Routine).Select(scope => code.MemberOf(scope.Operation)).ToList();
        return code.Calls.Any(call =>
            call.TargetMethod.Name is "set_grad_enabled" or "requires_grad_"
            && code.MemberOf(call) is var member
            && (!code.IsEntry(member) || members.Contains(member, SymbolEqualityComparer.Default)));
    }
}
