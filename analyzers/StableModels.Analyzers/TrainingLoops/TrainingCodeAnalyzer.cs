using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.FineTuning;
using StableModels.Analyzers.Modules;
using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Traps.Training;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>
/// Runs every rule about training: the operations of a type are collected as the compiler shows them, and when the type
/// is complete and trains something, its events are extracted once and each rule looks at them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class TrainingCodeAnalyzer : TorchSharpAnalyzer
{
    private readonly ImmutableArray<TrainingRule> _rules;

    /// <summary>Runs all rules.</summary>
    public TrainingCodeAnalyzer()
        : this(
        [
            new MissingWarmup(),
            new MissingClipping(),
            new ClipThreshold(),
            new MisplacedClipping(),
            new GradientClearing(),
            new LearningRateRange(),
            new MisusedScheduler(),
            new DecayThroughAdam(),
            new DecayOnNorms(),
            new WastedStep(),
            new SummedLoss(),
            new UnwatchedLoss(),
            new UnscaledHalf(),
            new MisusedLossScale(),
            new HalfEpsilon(),
            new HalfWithoutMaster(),
            new StaticLossScale(),
            new GroupDefaults(),
            new OverlappingGroups(),
            new OneCycleGroups(),
            new LinearEndFactor(),
            new OptimizerBeforeMove(),
            new LazyParameters(),
            new MissingDisposeScope(),
            new UndisposedScope(),
            new HostSynchronisation(),
            new EvaluationGradient(),
            new ReseededLoop(),
            new PreferenceBeta(),
            new LooseReference(),
            new UnclampedRatio(),
            new UnguardedDeviation(),
        ])
    {
    }

    internal TrainingCodeAnalyzer(ImmutableArray<TrainingRule> rules)
    {
        _rules = rules;
        SupportedDiagnostics = [.. rules.Select(rule => rule.Descriptor).Distinct()];
    }

    /// <inheritdoc />
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    private protected sealed override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (TrainingSymbols.Create(context.Compilation) is not { } symbols)
        {
            return;
        }

        var traits = new ModuleTraits(symbols, known);
        context.RegisterSymbolStartAction(
            start =>
            {
                var blocks = new CollectedBlocks((INamedTypeSymbol)start.Symbol);
                start.RegisterOperationBlockAction(blocks.Add);
                start.RegisterSymbolEndAction(end =>
                {
                    if (blocks.Read(known) is { UsesTorch: true } read)
                    {
                        Examine(end, blocks.Type, read, symbols, traits, known);
                    }
                });
            },
            SymbolKind.NamedType);
    }

    private void Examine(SymbolAnalysisContext context, INamedTypeSymbol type, TypeBlocks blocks, TrainingSymbols symbols, ModuleTraits traits, KnownSymbols known)
    {
        var report = new TrainingReport(context.ReportDiagnostic, context.Options, context.CancellationToken);
        if (DeclaredTraining.Read(type, known, context.CancellationToken) is { } declared)
        {
            foreach (var rule in _rules)
            {
                rule.Examine(declared, report);
            }
        }

        if (blocks.All.Any(block => Trains(block.Block, symbols)))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var code = TrainingCode.Create(symbols, type, traits, blocks.All);
            foreach (var rule in _rules)
            {
                rule.Examine(code, report);
            }
        }
    }

    private static bool Trains(IOperation block, TrainingSymbols symbols)
    {
        foreach (var operation in block.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation invocation && EventRecognizer.IsPartOfTraining(symbols, invocation))
            {
                return true;
            }
        }

        return false;
    }
}
