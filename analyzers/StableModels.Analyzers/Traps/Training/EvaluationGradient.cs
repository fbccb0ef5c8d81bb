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
            foreach (var mode in timeline.Of(TrainingEventKind.ModeChange).Where(IsEvaluation))
            {
                Examine(code, timeline, mode, report);
            }
        }
    }

    private void Examine(TrainingCode code, EventGraph timeline, TrainingEvent mode, TrainingReport report)
    {
        var module = code.SubjectOf(mode);
        bool Trains(TrainingEvent e) => e.Kind == TrainingEventKind.ModeChange && !IsEvaluation(e);
        var following = timeline.Reachable(mode, Trains);
        if (following.Any(e => e.Kind is TrainingEventKind.Backward or TrainingEventKind.OptimizerStep)
            || !code.Events.Any(e => e.Kind == TrainingEventKind.Backward))
        {
            return;
        }

        foreach (var forward in following.Where(e => e.Kind == TrainingEventKind.Forward))
        {
            if (forward.Scope.InnermostLoop is { } loop
                && ReferenceEquals(forward.Scope.Find(ScopeKind.Routine), mode.Scope.Find(ScopeKind.Routine))
                && !ReferenceEquals(mode.Scope.InnermostLoop, loop)
                && Origin.MustBeSame(code.SubjectOf(forward), module)
                && !forward.Scope.Chain().Any(GradientModes.StopsGradients)
                && !code.Calls.Any(call => call.TargetMethod.Name is "set_grad_enabled" or "requires_grad_"))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(forward.Operation),
                    "Evaluation without torch.no_grad() records the graph of every batch: memory and time for gradients that nobody asks for",
                    [loop.Operation.Syntax.GetFirstToken().GetLocation()]);
            }
        }
    }

    private static bool IsEvaluation(TrainingEvent mode) => mode.Operation is IInvocationOperation call
        && (call.TargetMethod.Name == "eval" || call.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: false } }]);
}
