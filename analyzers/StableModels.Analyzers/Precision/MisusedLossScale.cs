using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4002: the loss is scaled, and its gradients are stepped, clipped or divided at the wrong time.</summary>
internal sealed class MisusedLossScale : TrainingRule
{
    /// <summary>The property set where moving the flagged statement before the step repairs it.</summary>
    public const string Movable = "movable";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MisusedLossScale;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var use in LossScaleUse.Find(code))
        {
            var timeline = use.Step.Timeline;
            var mayUnscale = use.Edits.Count > 0
                || timeline.Of(TrainingEventKind.UnknownCall).Any(e => timeline.CanReach(use.Backward, e, use.Step.IsSameStep) && timeline.CanReach(e, use.Step.Event, use.Step.IsSameStep));
            if (!mayUnscale)
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(use.Backward.Operation),
                    "The loss is scaled and its gradients are never divided by the scale: the step is larger by that factor (with Adam, its epsilon smaller); divide every gradient before clipping and the step",
                    [Locations.NameOf(use.Step.Event.Operation)]);
                continue;
            }

            ExamineClipping(use, report);
            ExamineMicroBatches(use, report);
        }
    }

    private void ExamineClipping(LossScaleUse use, TrainingReport report)
    {
        var timeline = use.Step.Timeline;
        foreach (var clip in timeline.Of(TrainingEventKind.Clip).Where(use.Step.MayConcern))
        {
            bool Ends(TrainingEvent e) => e.Kind is TrainingEventKind.OptimizerStep or TrainingEventKind.Backward or TrainingEventKind.ZeroGrad;
            var unscalings = use.Unscalings.ToList();
            if (unscalings.Count > 0
                && timeline.CanReach(use.Backward, clip, use.Step.IsSameStep)
                && unscalings.All(edit => timeline.CanReach(clip, edit, Ends) && !timeline.CanReach(edit, clip, Ends)))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(clip.Operation),
                    "The gradients are clipped while they are still scaled: a norm of 0.5 scaled by 65536 and clipped at 1 is 1.5e-5 after dividing; divide first",
                    [Locations.NameOf(use.Step.Event.Operation)],
                    ImmutableDictionary<string, string?>.Empty.Add(Movable, "true"));
            }
        }
    }

    // Dividing within the loop of micro-batches divides the earlier ones again.
    private void ExamineMicroBatches(LossScaleUse use, TrainingReport report)
    {
        if (use.Backward.Scope.InnermostLoop is { } loop && !use.Step.Event.Scope.IsInside(loop))
        {
            foreach (var edit in use.Unscalings.Where(edit => edit.Scope.IsInside(loop)))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(edit.Operation),
                    "The gradients are divided by the scale after every micro-batch, the earlier ones again and again; divide once, before the step",
                    [Locations.NameOf(use.Step.Event.Operation)]);
            }
        }
    }
}
