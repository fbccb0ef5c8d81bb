using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;

namespace StableModels.Analyzers.Modules;

/// <summary>One rule's look at one class. A place is reported once, though a followed helper is met from several callers.</summary>
internal sealed class ModuleContext(SymbolAnalysisContext context, ModuleClass module, Action<Diagnostic> report)
{
    private HashSet<Location>? _reported;

    public ModuleClass Module => module;

    public KnownSymbols Known => module.Known;

    public Compilation Compilation => context.Compilation;

    public CancellationToken Cancellation => context.CancellationToken;

    /// <summary>The class's methods as graphs of values.</summary>
    public IReadOnlyList<FlowGraph> Graphs => module.Graphs(context.CancellationToken);

    /// <summary>All values of all methods.</summary>
    public IEnumerable<Value> Values => Graphs.SelectMany(g => g.Values);

    /// <summary>All operations of the class's members.</summary>
    public OperationsByKind Operations => module.Operations;

    /// <summary>All calls among them.</summary>
    public ImmutableArray<IInvocationOperation> Calls => module.Calls;

    /// <summary>A threshold, as set for the file that the finding is in.</summary>
    public double Option(RuleOption option, SyntaxNode where) => option.Read(context.Options, where.SyntaxTree);

    public void Report(DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        Report(Diagnostic.Create(rule, location, arguments));

    public void Report(Diagnostic diagnostic)
    {
        _reported ??= [];
        if (_reported.Add(diagnostic.Location))
        {
            report(diagnostic);
        }
    }
}
