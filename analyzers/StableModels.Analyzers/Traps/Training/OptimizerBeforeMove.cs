using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5105: the module is moved after its optimizer was built, so the optimizer holds parameters that are gone.</summary>
internal sealed class OptimizerBeforeMove : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.OptimizerBeforeMove;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps)
        {
            foreach (var creation in step.Timeline.Of(TrainingEventKind.OptimizerCreation).Where(e => step.Optimizer.Contains(Origin.Of(e.Operation))))
            {
                Examine(code, step, creation, report);
            }
        }
    }

    private void Examine(TrainingCode code, TrainingStep step, TrainingEvent creation, TrainingReport report)
    {
        var timeline = step.Timeline;
        bool Rebuilds(TrainingEvent e) => e.Kind == TrainingEventKind.OptimizerCreation;
        foreach (var move in timeline.Of(TrainingEventKind.ModuleMove))
        {
            if (step.Optimizer.Length == 1
                && Origin.MustBeSame(code.SubjectOf(move), step.Models)
                && timeline.CanReach(creation, move, Rebuilds)
                && timeline.CanReach(move, step.Event, Rebuilds))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(move.Operation),
                    "A move replaces the module's parameters, and the optimizer built before it holds the old ones: its step throws, or trains nothing; move first, then build the optimizer",
                    [Locations.NameOf(creation.Operation)]);
            }
        }
    }
}
