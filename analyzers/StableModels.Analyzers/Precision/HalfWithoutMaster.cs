using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4005: half parameters that an optimizer updates in place.</summary>
internal sealed class HalfWithoutMaster : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.HalfWithoutMaster;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        var halves = HalfModels.Find(code, "Float16", "BFloat16");
        foreach (var creation in code.Events.Where(e => halves.Count > 0 && e.Kind == TrainingEventKind.OptimizerCreation))
        {
            if (code.ModelsOf(creation.Operation) is [var model, ..] models
                && models.All(halves.ContainsKey)
                && code.Events.Any(e => e.Kind == TrainingEventKind.OptimizerStep && code.SubjectOf(e).Contains(Origin.Of(creation.Operation))))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(creation.Operation),
                    "The optimizer updates 16-bit weights in place: updates below 1/2048 of a weight in FP16 (1/256 in BFloat16) are rounded away; keep FP32 master weights",
                    [Locations.NameOf(halves[model].Operation)]);
            }
        }
    }
}
