using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3006: a constant learning rate, or a declared peak, that the optimizer is not known to work with.</summary>
internal sealed class LearningRateRange : TrainingRule
{
    private const string Rate = "LearningRate";

    // So far outside no schedule, clipping or luck helps.
    private const double FarOutside = 100;

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LearningRateRange;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            // A schedule gives its own meaning to the number: Noam's is 1 or 2.
            if (OptimizerFamily.Argument(creation.Operation, "lr", "learningRate") is { IsImplicit: false } rate
                && code.Flow.ConstantOf(rate.Value) is { } value
                && !code.IsRateChanged(Origin.Of(creation.Operation))
                && Fault(OptimizerFamily.NameOf(creation.Operation), value, report, rate.Value.Syntax.GetLocation()) is { } fault)
            {
                report.Add(Descriptor, rate.Value.Syntax.GetLocation(), fault.Text, severity: fault.Severity);
            }
        }
    }

    // Every declared schedule starts at the declared rate or climbs to it, and only falls from there. A rate of 0 or below is SM0012's.
    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Optimizer is { } optimizer
            && optimizer.NamedArguments.FirstOrDefault(argument => argument.Key == Rate) is { Value.Value: double and > 0 and <= double.MaxValue and var value }
            && DeclaredTraining.ArgumentOf(optimizer, Rate, report.Cancellation) is var place
            && TooLarge(declared.OptimizerName, "peak", value, report, place) is { } fault)
        {
            report.Add(Descriptor, place, fault.Text, severity: fault.Severity);
        }
    }

    private static (string Text, DiagnosticSeverity Severity)? Fault(string optimizer, double rate, TrainingReport report, Location place) =>
        rate <= 0
            ? ("With a learning rate of " + Text(rate) + (rate < 0 ? " the weights climb the loss" : " the weights never move"), DiagnosticSeverity.Warning)
            : TooLarge(optimizer, "constant", rate, report, place);

    private static (string Text, DiagnosticSeverity Severity)? TooLarge(string optimizer, string kind, double rate, TrainingReport report, Location place)
    {
        var isSgd = optimizer is "SGD" or "Sgd";
        if ((isSgd ? RuleOptions.LargestSgdRate : MovesByTheRate(optimizer) ? RuleOptions.LargestAdaptiveRate : null) is not { } option)
        {
            return null;
        }

        var largest = report.Option(option, place);
        if (rate <= largest)
        {
            return null;
        }

        var text = optimizer + " with a " + kind + " learning rate of " + Text(rate) + ": "
            + (rate <= option.Default ? "above " + option.Line(largest)
                : "above " + Text(option.Default) + " it diverges on most models" + (isSgd ? "" : ", for each step moves every weight by about the rate"));
        return (text, rate >= FarOutside * option.Default ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info);
    }

    private static bool MovesByTheRate(string optimizer) =>
        optimizer is "Adam" or "AdamW" or "NAdam" or "RAdam" or "Adamax" or "RMSProp" or "StableAdamW" or "Lion" or "Spam" or "StableSpam";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
