using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3008: weight decay that Adam divides by its second-moment estimate.</summary>
internal sealed class DecayThroughAdam : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MisplacedDecay;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            if (OptimizerFamily.NameOf(creation.Operation) == "Adam"
                && OptimizerFamily.Argument(creation.Operation, "weight_decay") is { IsImplicit: false } decay
                && code.Flow.ConstantOf(decay.Value) is > 0)
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(creation.Operation),
                    "Adam adds the decay to the gradient and then divides it by its second-moment estimate, so weights with large gradients hardly decay; AdamW decays them apart");
            }
        }
    }
}
