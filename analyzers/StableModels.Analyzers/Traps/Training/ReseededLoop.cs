using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5111: the same seed in every round, so every round draws the same numbers.</summary>
internal sealed class ReseededLoop : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.ReseededLoop;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var timeline in code.Timelines)
        {
            foreach (var seed in timeline.Of(TrainingEventKind.Reseed))
            {
                if (seed.Scope.InnermostLoop is { } loop
                    && seed.Operation is IInvocationOperation { Arguments: [var value, ..] }
                    && code.Flow.ConstantOf(value.Value) is not null
                    && timeline.Of(TrainingEventKind.OptimizerStep).Any(step => step.Scope.IsInside(loop) && TrainsOn(code, timeline, step, loop)))
                {
                    report.Add(
                        Descriptor,
                        Locations.NameOf(seed.Operation),
                        "The generator is seeded with the same number in every round: dropout, shuffling and noise repeat; seed once, before the loop",
                        [loop.Operation.Syntax.GetFirstToken().GetLocation()]);
                }
            }
        }
    }

    // A loop over whole trainings, each with a model of its own, wants the same seed.
    private static bool TrainsOn(TrainingCode code, EventGraph timeline, TrainingEvent step, EventScope loop) =>
        code.SubjectOf(step).All(optimizer =>
            optimizer.Creation is null || !loop.Operation.Syntax.Span.IntersectsWith(optimizer.Creation.Syntax.Span))
        && !timeline.Of(TrainingEventKind.OptimizerCreation).Any(creation => creation.Scope.IsInside(loop));
}
