using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1001: normalisation after the residual addition.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PostNormAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.PostNorm];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        context.RegisterOperationAction(c => CheckFactory(c, known), OperationKind.Invocation);
    }

    // TorchSharp's transformer layers have no norm_first: libtorch's own options lack it, so they are always Post-LN.
    private static void CheckFactory(OperationAnalysisContext context, KnownSymbols known)
    {
        var invocation = (IInvocationOperation)context.Operation;
        var method = invocation.TargetMethod;
        if (method.Name is "TransformerEncoderLayer" or "TransformerDecoderLayer" or "Transformer" && known.IsFactory(method))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                RuleDescriptors.PostNorm,
                Locations.NameOf(invocation),
                "TorchSharp's " + method.Name + " is always Post-LN (it has no norm_first): deep stacks of it do not train without a long warm-up; declare a [ResidualBlock] or write a Pre-LN block"));
        }
    }
}
