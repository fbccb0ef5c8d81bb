using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.FineTuning;
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

        var traits = new ModuleTraits(symbols);
        context.RegisterSymbolStartAction(
            start =>
            {
                var members = new TypeMembers(symbols, (INamedTypeSymbol)start.Symbol);
                start.RegisterOperationBlockAction(block => members.Add(block.OwningSymbol, block.OperationBlocks));
                start.RegisterSymbolEndAction(end => Examine(end, members, traits, known));
            },
            SymbolKind.NamedType);
    }

    private void Examine(SymbolAnalysisContext context, TypeMembers members, ModuleTraits traits, KnownSymbols known)
    {
        var report = new TrainingReport(context.ReportDiagnostic, context.Options, context.CancellationToken);
        if (DeclaredTraining.Read(members.Type, known, context.CancellationToken) is { } declared)
        {
            foreach (var rule in _rules)
            {
                rule.Examine(declared, report);
            }
        }

        if (members.Code(traits, context.CancellationToken) is { } code)
        {
            foreach (var rule in _rules)
            {
                rule.Examine(code, report);
            }
        }
    }

    // Blocks arrive concurrently and in any order.
    private sealed class TypeMembers(TrainingSymbols symbols, INamedTypeSymbol type)
    {
        private readonly List<KeyValuePair<ISymbol, IOperation>> _blocks = [];
        private bool _trains;

        public INamedTypeSymbol Type { get; } = type;

        public void Add(ISymbol owner, ImmutableArray<IOperation> blocks)
        {
            // The members of a nested type are its own.
            if (!SymbolEqualityComparer.Default.Equals(owner.ContainingType, Type))
            {
                return;
            }

            var trains = blocks.Any(Trains);
            lock (_blocks)
            {
                _trains |= trains;
                foreach (var block in blocks)
                {
                    _blocks.Add(new KeyValuePair<ISymbol, IOperation>(owner, block));
                }
            }
        }

        public TrainingCode? Code(ModuleTraits traits, System.Threading.CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_trains)
            {
                return null;
            }

            var ordered = _blocks.OrderBy(block => block.Value.Syntax.SyntaxTree.FilePath, System.StringComparer.Ordinal)
                .ThenBy(block => block.Value.Syntax.SpanStart)
                .ToList();
            return TrainingCode.Create(symbols, Type, traits, ordered);
        }

        private bool Trains(IOperation block)
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
}
