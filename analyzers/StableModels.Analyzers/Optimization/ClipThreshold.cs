using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3003: a clip threshold that stops the training, turns it round, or never acts.</summary>
internal sealed class ClipThreshold : TrainingRule
{
    /// <summary>The property with the threshold to take: 1, or the largest allowed where that is less.</summary>
    public const string Usual = "usual";

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
                    report.Add(Descriptor, argument.Value.Syntax.GetLocation(), fault, properties: UsualUnder(largest));
                }
            }
        }
    }

    // What a declared threshold cannot be is SM0012's to say.
    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Clipping is { AttributeClass.Name: "ClipNormAttribute" or "ClipValueAttribute", ConstructorArguments: [{ Value: double and > 0 and <= double.MaxValue and var threshold }, ..] } clipping
            && DeclaredTraining.ArgumentOf(clipping, 0, report.Cancellation) is var place
            && report.Option(RuleOptions.LargestClipThreshold, place) is var largest
            && Fault(threshold, largest, isMeasured: false) is { } fault)
        {
            report.Add(Descriptor, place, fault, properties: UsualUnder(largest));
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
        _ when threshold <= largest => null,
        _ when threshold > RuleOptions.LargestClipThreshold.Default => "A threshold above " + Text(RuleOptions.LargestClipThreshold.Default) + " hardly ever clips; 1.0 is usual",
        _ => "A threshold of " + Text(threshold) + " is above " + RuleOptions.LargestClipThreshold.Line(largest),
    };

    private static ImmutableDictionary<string, string?> UsualUnder(double largest) =>
        largest > 0 ? ImmutableDictionary<string, string?>.Empty.Add(Usual, Math.Min(1, largest).ToString("0.0##############", CultureInfo.InvariantCulture)) : ImmutableDictionary<string, string?>.Empty;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool IsUsed(IInvocationOperation call) => call.Parent is not IExpressionStatementOperation;
}
