using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Benchmarks.Analyzers;

/// <summary>Asks for every operation and does nothing with it: so that the trees, which all analyzers of a build share, are charged to none.</summary>
internal sealed class OperationReader : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Nothing = new("READER", "Nothing", "Nothing", "Benchmark", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Nothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
    }
}
