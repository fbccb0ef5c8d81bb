using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3003: a clip threshold that stops the training, turns it round, or never acts.</summary>
internal sealed class ClipThreshold : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.ClipThreshold;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var clip in code.Events.Where(e => e.Kind == TrainingEventKind.Clip))
        {
            var call = (IInvocationOperation)clip.Operation;
            if (OptimizerFamily.Argument(call, "max_norm", "clip_value") is { } argument && code.Flow.ConstantOf(argument.Value) is { } threshold)
            {
                var largest = report.Option(RuleOptions.LargestClipThreshold, call);
                if (Fault(threshold, largest, isMeasured: IsUsed(call)) is { } fault)
                {
                    report.Add(Descriptor, argument.Value.Syntax.GetLocation(), fault);
                }
            }
        }
    }

    // What a declared threshold cannot be is SM0012's to say.
    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Clipping is { AttributeClass.Name: "ClipNormAttribute" or "ClipValueAttribute", ConstructorArguments: [{ Value: double and > 0 and <= double.MaxValue and var threshold }, ..] } clipping
            && DeclaredTraining.ArgumentOf(clipping, 0, report.Cancellation) is var place
            && Fault(threshold, report.Option(RuleOptions.LargestClipThreshold, place), isMeasured: false) is { } fault)
        {
            report.Add(Descriptor, place, fault);
        }
    }

    // An infinite threshold whose result is used only measures the norm.
    private static string? Fault(double threshold, double largest, bool isMeasured) => threshold switch
    {
        0 => "A threshold of 0 scales every gradient to nothing: the weights never move",
        < 0 => "A negative threshold turns the gradient round: training climbs the loss",
        double.NaN => "A threshold of NaN turns every gradient into NaN",
        _ when isMeasured => null,
        double.PositiveInfinity => "An infinite threshold never clips; take 1.0, or remove the call",
        _ when threshold > largest => "A threshold above " + largest.ToString(System.Globalization.CultureInfo.InvariantCulture) + " hardly ever clips; 1.0 is usual",
        _ => null,
    };

    private static bool IsUsed(IInvocationOperation call) => call.Parent is not IExpressionStatementOperation;
}
