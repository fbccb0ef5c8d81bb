using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>All that one type does to train: what the rules of the families SM3, SM4 and SM6 look at.</summary>
internal sealed class TrainingCode
{
    private readonly ModuleClass _class;
    private readonly HashSet<ISymbol> _called;
    private readonly Lazy<ImmutableArray<TrainingStep>> _steps;
    private readonly Lazy<ImmutableArray<TrainingStep>> _updates;

    private TrainingCode(TrainingSymbols symbols, ModuleClass type, ModuleTraits traits, ValueFlow flow, HashSet<ISymbol> called, ImmutableArray<EventGraph> timelines)
    {
        _class = type;
        _called = called;
        _steps = new Lazy<ImmutableArray<TrainingStep>>(() => [.. TrainingStep.All(this, TrainingEventKind.OptimizerStep)]);
        _updates = new Lazy<ImmutableArray<TrainingStep>>(() => Steps.AddRange(TrainingStep.All(this, TrainingEventKind.TrainerStep)));
        Symbols = symbols;
        Traits = traits;
        Flow = flow;
        Timelines = timelines;
        Events = [.. timelines.SelectMany(timeline => timeline.Events)];
    }

    public TrainingSymbols Symbols { get; }

    public INamedTypeSymbol Type => _class.Type;

    public ModuleTraits Traits { get; }

    public ValueFlow Flow { get; }

    /// <summary>One graph per entry point: a member that no other member of the type calls.</summary>
    public ImmutableArray<EventGraph> Timelines { get; }

    public ImmutableArray<TrainingEvent> Events { get; }

    /// <summary>Every step of an optimizer in every timeline.</summary>
    public ImmutableArray<TrainingStep> Steps => _steps.Value;

    /// <summary>Those, and every step of a trainer of StableModels.</summary>
    public ImmutableArray<TrainingStep> Updates => _updates.Value;

    /// <summary>Every operation of the type, for rules that look at expressions.</summary>
    public OperationsByKind Operations => _class.Operations;

    public ImmutableArray<IInvocationOperation> Calls => _class.Calls;

    public static TrainingCode Create(TrainingSymbols symbols, ModuleClass type, ModuleTraits traits)
    {
        var flow = new ValueFlow(symbols, type.Type, type.Blocks);
        var recognizer = new EventRecognizer(symbols, flow);
        var called = CalledMembers(type);
        var timelines = type.Blocks
            .GroupBy(block => block.Owner, SymbolEqualityComparer.Default)
            .Where(member => !called.Contains(member.Key!))
            .Select(member => EventGraphBuilder.Build(flow, recognizer, member.Select(block => block.Block)))
            .Where(graph => graph.Events.Count > 0)
            .ToImmutableArray();
        return new TrainingCode(symbols, type, traits, flow, called, timelines);
    }

    /// <summary>The member that an operation is part of.</summary>
    public ISymbol? MemberOf(IOperation operation) => _class.OwnerOf(operation);

    /// <summary>Whether no other member of the type calls this one, as far as can be seen.</summary>
    public bool IsEntry(ISymbol? member) => member is not null && !_called.Contains(member.OriginalDefinition);

    public ImmutableArray<Origin> SubjectOf(TrainingEvent e) => Flow.Trace(e.Subject);

    /// <summary>The optimizer as it is built, where every path to it is seen.</summary>
    public IOperation? CreationOf(IOperation? optimizer) =>
        Flow.Trace(optimizer) is [{ Creation: { } creation }] ? creation : null;

    /// <summary>The modules whose parameters an optimizer is given, or that a trainer trains.</summary>
    public ImmutableArray<Origin> ModelsOf(IOperation creation) => creation switch
    {
        IInvocationOperation { Instance: { } model } made when Symbols.MakesTrainer(made.TargetMethod) => Flow.Trace(model),
        IInvocationOperation { Arguments.Length: > 0 } factory => Flow.Trace(factory.Arguments[0].Value),
        IObjectCreationOperation { Arguments.Length: > 0 } made => Flow.Trace(made.Arguments[0].Value),
        _ => [Origin.Opaque],
    };

    /// <summary>The schedulers that may set this optimizer's learning rate.</summary>
    public IEnumerable<TrainingEvent> SchedulersOf(ImmutableArray<Origin> optimizer) =>
        Events.Where(e =>
            e.Kind == TrainingEventKind.SchedulerCreation
            && (OptimizerFamily.NameOf(e.Operation) == "ChainedLR" || Origin.MayBeSame(SubjectOf(e), optimizer)));

    /// <summary>Whether code seen or unseen may set this optimizer's learning rate after it was built.</summary>
    public bool IsRateChanged(Origin optimizer) =>
        !Flow.IsOwned(optimizer)
        || SchedulersOf([optimizer]).Any()
        || Events.Any(e => e.Kind == TrainingEventKind.LearningRateWrite && Origin.MayBeSame(SubjectOf(e), [optimizer]));

    private static HashSet<ISymbol> CalledMembers(ModuleClass type)
    {
        var called = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in type.Calls)
        {
            called.Add(call.TargetMethod.OriginalDefinition);
        }

        foreach (var reference in type.Operations.Of(OperationKind.MethodReference))
        {
            called.Add(((IMethodReferenceOperation)reference).Method.OriginalDefinition);
        }

        return called;
    }
}
