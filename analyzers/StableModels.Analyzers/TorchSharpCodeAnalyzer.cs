using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers.Modules;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers;

/// <summary>
/// Runs every rule about code. The compiler charges each analyzer for each type and member that it asks to see, far more than
/// a rule's own work: so one analyzer asks for all, reads a type once when the compiler is done with it, and lets the rules
/// look at the reading.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TorchSharpCodeAnalyzer : TorchSharpAnalyzer
{
    private readonly ImmutableArray<Rule> _rules;

    /// <summary>Runs all rules.</summary>
    public TorchSharpCodeAnalyzer()
        : this(AllRules.Create())
    {
    }

    internal TorchSharpCodeAnalyzer(ImmutableArray<Rule> rules)
    {
        _rules = rules;
        SupportedDiagnostics = [.. rules.SelectMany(rule => rule.Descriptors).Distinct()];
    }

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    // GeneratedFiles tells it apart at less cost.
    private protected override GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        var wanted = _rules.Where(rule => RuleSwitch.IsOn(rule, context.Compilation, context.CancellationToken)).ToArray();
        if (wanted.Length == 0 || TrainingSymbols.Create(context.Compilation) is not { } symbols)
        {
            return;
        }

        var generated = new GeneratedFiles(context.Options.AnalyzerConfigOptionsProvider);
        var examination = new TypeExamination(wanted, symbols, known, generated);
        context.RegisterSymbolStartAction(
            start =>
            {
                if (start.IsGeneratedCode)
                {
                    return;
                }

                var blocks = new CollectedBlocks((INamedTypeSymbol)start.Symbol, generated);
                start.RegisterOperationBlockAction(blocks.Add);
                start.RegisterSymbolEndAction(end => examination.Examine(end, blocks));
            },
            SymbolKind.NamedType);
    }
}
