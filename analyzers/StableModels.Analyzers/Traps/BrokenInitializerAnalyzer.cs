using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5007 trunc_normal_ fills a constant, SM5008 xavier_normal_ draws uniformly, SM5009 init ignores its generator.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BrokenInitializerAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [RuleDescriptors.ConstantTruncNormal, RuleDescriptors.UniformXavierNormal, RuleDescriptors.IgnoredGenerator];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Init is not null && !known.IsRepairedTorchSharp)
        {
            context.RegisterOperationAction(c => Check(c, known), OperationKind.Invocation);
        }
    }

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (!KnownSymbols.Is(method.ContainingType, known.Init))
        {
            return;
        }

        switch (method.Name)
        {
            case "trunc_normal_":
                context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.ConstantTruncNormal, Locations.NameOf(call)));
                break;
            case "xavier_normal_" or "glorot_normal_":
                context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.UniformXavierNormal, Locations.NameOf(call), method.Name));
                break;
            case "normal_" or "uniform_":
                foreach (var argument in call.Arguments)
                {
                    if (argument is { Parameter.Name: "generator", ArgumentKind: ArgumentKind.Explicit } && argument.Value.ConstantValue is not { HasValue: true, Value: null })
                    {
                        context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.IgnoredGenerator, argument.Value.Syntax.GetLocation(), method.Name));
                    }
                }

                break;
        }
    }
}
