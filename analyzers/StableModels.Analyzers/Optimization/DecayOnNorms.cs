using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3008: AdamW's decay on all parameters of a model with attention, norms and biases included.</summary>
internal sealed class DecayOnNorms : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MisplacedDecay;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            if (OptimizerFamily.NameOf(creation.Operation) == "AdamW"
                && OptimizerFamily.Argument(creation.Operation, "weight_decay") is { IsImplicit: false } decay
                && code.Flow.ConstantOf(decay.Value) is > 0 and var value
                && value >= report.Option(RuleOptions.SmallestDecay, creation.Operation)
                && TakesEverything(code, OptimizerFamily.ArgumentsOf(creation.Operation)[0].Value)
                && code.Traits.Of(code.ModelsOf(creation.Operation), code.Flow, report.Cancellation).HasFlag(ModuleContent.Attention)
                && code.Flow.IsOwned(Origin.Of(creation.Operation)))
            {
                report.Add(
                    Descriptor,
                    decay.Value.Syntax.GetLocation(),
                    "This decay also pulls the norms' gains and all biases to zero; decay matrices and embeddings alone, and give the parameters of one dimension a group without decay");
            }
        }
    }

    // model.parameters() as it is, or as a list; anything else may have been chosen.
    private static bool TakesEverything(TrainingCode code, IOperation parameters) => code.Flow.Resolve(parameters) switch
    {
        IInvocationOperation { TargetMethod.Name: "parameters", Instance: { } model } => code.Symbols.IsModule(model.Type),
        IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList", Arguments: [{ Value: var inner }] } => TakesEverything(code, inner),
        _ => false,
    };
}
