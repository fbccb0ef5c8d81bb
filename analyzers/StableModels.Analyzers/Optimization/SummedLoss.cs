using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3010: a loss summed over the batch, with SGD's learning rate for a mean.</summary>
internal sealed class SummedLoss : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.SummedLoss;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        var optimizers = code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation).Select(e => e.Operation).Distinct().ToList();
        if (optimizers.Count == 0 || IsDivided(code))
        {
            return;
        }

        foreach (var call in code.Calls)
        {
            if (call.TargetMethod.Name.IndexOf("loss", System.StringComparison.OrdinalIgnoreCase) >= 0
                && code.Symbols.IsTorchSharp(call.TargetMethod)
                && OptimizerFamily.Argument(call, "reduction") is { IsImplicit: false } reduction
                && reduction.Value is IFieldReferenceOperation { Field: { Name: "Sum", ContainingType.Name: "Reduction" } }
                && OptimizersOf(code, call, optimizers) is { Count: > 0 } own
                && own.TrueForAll(optimizer => HasMeanSizedRate(code, optimizer, report)))
            {
                report.Add(
                    Descriptor,
                    reduction.Value.Syntax.GetLocation(),
                    "The loss is summed over the batch, so its gradient, and with SGD every step, grows with the batch's size; take the mean, or divide the learning rate by the batch's size",
                    [Locations.NameOf(own[0])]);
            }
        }
    }

    // Those of the loss's own method; where it makes none, the only one of the type.
    private static List<IOperation> OptimizersOf(TrainingCode code, IInvocationOperation loss, List<IOperation> all)
    {
        var method = code.MemberOf(loss);
        var own = all.FindAll(optimizer => SymbolEqualityComparer.Default.Equals(code.MemberOf(optimizer), method));
        return own.Count > 0 || all.Count > 1 ? own : all;
    }

    // Adam's steps do not depend on the loss's scale.
    private static bool HasMeanSizedRate(TrainingCode code, IOperation optimizer, TrainingReport report) =>
        OptimizerFamily.NameOf(optimizer) == "SGD"
        && OptimizerFamily.Argument(optimizer, "lr", "learningRate") is { } rate
        && code.Flow.ConstantOf(rate.Value) is > 0 and var value
        && value >= report.Option(RuleOptions.SmallestMeanRate, optimizer);

    // Somewhere a tensor is divided: perhaps the sum, by the count.
    private static bool IsDivided(TrainingCode code) =>
        code.Operations.Of(OperationKind.Binary, OperationKind.Invocation).Any(operation => operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } binary => code.Symbols.IsTensor(binary.Type),
            IInvocationOperation { TargetMethod.Name: "div" or "div_" or "divide" or "clip_grad_norm_" or "clip_grad_value_" } => true,
            _ => false,
        });
}
