using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers.Modules;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers;

/// <summary>Reads the types of one compilation, one at a time, and asks the rules about each.</summary>
internal sealed class TypeExamination(IReadOnlyCollection<Rule> rules, TrainingSymbols symbols, KnownSymbols known, GeneratedFiles generated)
{
    private readonly ImmutableArray<ModuleRule> _moduleRules = [.. rules.OfType<ModuleRule>()];
    private readonly ImmutableArray<TrainingRule> _trainingRules = [.. rules.OfType<TrainingRule>()];
    private readonly ModuleTraits _traits = new(symbols);

    public void Examine(SymbolAnalysisContext context, CollectedBlocks blocks)
    {
        if (blocks.Read(known) is not { } module)
        {
            return;
        }

        _traits.Note(module);
        Action<Diagnostic> report = diagnostic =>
        {
            if (diagnostic.Location.SourceTree is not { } tree || !generated.Contains(tree))
            {
                context.ReportDiagnostic(diagnostic);
            }
        };
        foreach (var rule in _moduleRules)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            rule.Examine(new ModuleContext(context, module, report));
        }

        if (!_trainingRules.IsEmpty)
        {
            ExamineTraining(module, new TrainingReport(report, context.Options, context.CancellationToken));
        }
    }

    private void ExamineTraining(ModuleClass module, TrainingReport report)
    {
        if (DeclaredTraining.Read(module.Type, known, report.Cancellation) is { } declared)
        {
            foreach (var rule in _trainingRules)
            {
                rule.Examine(declared, report);
            }
        }

        if (!module.Calls.Any(call => EventRecognizer.IsPartOfTraining(symbols, call)))
        {
            return;
        }

        var code = TrainingCode.Create(symbols, module, _traits);
        foreach (var rule in _trainingRules)
        {
            report.Cancellation.ThrowIfCancellationRequested();
            rule.Examine(code, report);
        }
    }
}
