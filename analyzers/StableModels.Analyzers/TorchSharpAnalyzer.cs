using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers;

/// <summary>
/// What all rules share: generated code is left alone, rules run concurrently, and nothing at all is registered in a
/// compilation that references neither TorchSharp nor StableModels.
/// </summary>
public abstract class TorchSharpAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Whether the compiler is to show generated code: no, unless the analyzer tells it apart itself.</summary>
    private protected virtual GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.None;

    /// <inheritdoc />
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownSymbols.For(start.Compilation) is { } known)
            {
                Start(start, known);
            }
        });
    }

    /// <summary>Registers the rule's actions; called once per compilation that can contain what the rule looks for.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext context, KnownSymbols known);
}
