using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3006: a constant learning rate that the optimizer is not known to work with.</summary>
internal sealed class LearningRateRange : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LearningRateRange;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            // A schedule gives its own meaning to the number: Noam's is 1 or 2.
            if (OptimizerFamily.Argument(creation.Operation, "lr", "learningRate") is { IsImplicit: false } rate
                && code.Flow.ConstantOf(rate.Value) is { } value
                && !code.IsRateChanged(Origin.Of(creation.Operation))
                && Fault(OptimizerFamily.NameOf(creation.Operation), value, creation, report) is { } fault)
            {
                report.Add(Descriptor, rate.Value.Syntax.GetLocation(), fault);
            }
        }
    }

    private static string? Fault(string optimizer, double rate, TrainingEvent creation, TrainingReport report)
    {
        if (rate <= 0)
        {
            return "With a learning rate of " + Text(rate) + (rate < 0 ? " the weights climb the loss" : " the weights never move");
        }

        var option = optimizer switch
        {
            "Adam" or "AdamW" or "NAdam" or "RAdam" or "Adamax" or "RMSProp" => RuleOptions.LargestAdaptiveRate,
            "SGD" => RuleOptions.LargestSgdRate,
            _ => null,
        };
        return option is not null && report.Option(option, creation.Operation) is var largest && rate > largest
            ? optimizer + " with a constant learning rate of " + Text(rate) + ": above " + Text(largest) + " it diverges on most models"
                + (optimizer == "SGD" ? "" : ", for each step moves every weight by about the rate")
            : null;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
