using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4006: a loss scale whose overflows are stepped.</summary>
internal sealed class StaticLossScale : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.StaticLossScale;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var use in LossScaleUse.Find(code))
        {
            var timeline = use.Step.Timeline;
            if (use.Unscalings.Any()
                && !timeline.Events.Any(e => e.Kind == TrainingEventKind.UnknownCall && timeline.CanReach(use.Backward, e, use.Step.IsSameStep))
                && !code.Calls.Any(call => IsFiniteTest(call.TargetMethod.Name)))
            {
                var isFixed = use.Scale is null || code.Flow.DefinitionsOf(use.Scale).Count <= 1;
                report.Add(
                    Descriptor,
                    Locations.NameOf(use.Backward.Operation),
                    "Nothing looks whether the scaled gradients are finite" + (isFixed ? ", and the scale never changes" : "")
                        + ": one overflow makes every weight NaN; skip such a step and halve the scale, double it after 2000 good ones");
            }
        }
    }

    private static bool IsFiniteTest(string name) => name is
        "isfinite" or "isinf" or "isnan" or "isposinf" or "IsFinite" or "IsInfinity" or "IsNaN" or "IsPositiveInfinity" or "IsRealNumber";
}
