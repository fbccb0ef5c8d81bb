using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4001: a model is trained in FP16 and its loss is not scaled.</summary>
internal sealed class UnscaledHalf : TrainingRule
{
    private const string Why =
        " without loss scaling: FP16's smallest value is 6e-8, so most small gradients become zero; multiply the loss by 65536 and divide the gradients by it before clipping and the step, or use BFloat16";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.UnscaledHalf;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        var halves = HalfModels.Find(code);
        if (halves.Count == 0)
        {
            return;
        }

        foreach (var timeline in code.Timelines)
        {
            foreach (var backward in timeline.Of(TrainingEventKind.Backward))
            {
                if (backward.Subject is not null
                    && LossScale.Of(code, backward) == LossScaling.None
                    && TrainedModel(code, timeline, backward, halves) is { } move)
                {
                    report.Add(Descriptor, Locations.NameOf(backward.Operation), "A model in FP16 is trained" + Why, [Locations.NameOf(move.Operation)]);
                }
            }
        }
    }

    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Precision is { } precision && DeclaredPrecision.IsUnscaledHalf(precision))
        {
            report.Add(Descriptor, DeclaredTraining.LocationOf(precision, report.Cancellation), "The model declares FP16" + Why);
        }
    }

    // The half model whose output this backward starts from and whose optimizer then steps.
    private static TrainingEvent? TrainedModel(
        TrainingCode code, EventGraph timeline, TrainingEvent backward, IReadOnlyDictionary<Origin, TrainingEvent> halves)
    {
        var forwarded = timeline.Of(TrainingEventKind.Forward)
            .Where(forward => timeline.CanReach(forward, backward))
            .SelectMany(forward => code.SubjectOf(forward))
            .ToImmutableHashSet();
        foreach (var step in timeline.Of(TrainingEventKind.OptimizerStep).Where(step => timeline.CanReach(backward, step)))
        {
            foreach (var creation in code.SubjectOf(step).Select(origin => origin.Creation).Where(creation => creation is not null))
            {
                foreach (var model in code.ModelsOf(creation!))
                {
                    if (forwarded.Contains(model) && halves.TryGetValue(model, out var move))
                    {
                        return move;
                    }
                }
            }
        }

        return null;
    }
}
