using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1008: a norm whose eps is a count that slipped one place, or that runs over the batch.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NormArgumentsAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.NormArguments];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known) =>
        context.RegisterOperationAction(c => Check(c, known), OperationKind.Invocation);

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        var isFactory = known.IsFactory(method) && method.Name is "LayerNorm" or "GroupNorm" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "InstanceNorm1d" or "InstanceNorm2d" or "InstanceNorm3d";
        var isFunction = KnownSymbols.Is(method.ContainingType, known.Functional) && method.Name is "layer_norm" or "group_norm" or "batch_norm" or "instance_norm";
        if (!isFactory && !isFunction)
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter.Name: "eps", ArgumentKind: ArgumentKind.Explicit, Value.ConstantValue: { HasValue: true, Value: double eps } } && eps >= RuleOptions.LargestEps.Read(context.Options, call.Syntax.SyntaxTree))
            {
                context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.NormArguments, argument.Value.Syntax.GetLocation(),
                    "eps = " + eps.ToString(System.Globalization.CultureInfo.InvariantCulture) + " is added to a variance of about 1: the norm hardly normalises; the second argument of " + method.Name + " is eps where a size was meant?"));
            }
            else if (argument is { Parameter.Name: "normalized_shape", Value: IPropertyReferenceOperation { Property.Name: "shape", Instance: { } shaped } }
                && call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "input")?.Value.Syntax.ToString() == shaped.Syntax.ToString())
            {
                context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.NormArguments, argument.Value.Syntax.GetLocation(),
                    "The whole shape is normalised, the batch included: each example's output depends on the others; give the feature dimensions alone"));
            }
        }
    }
}
