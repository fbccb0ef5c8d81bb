using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Flow;

/// <summary>
/// Walks a body once, in order, with the current value of every local. Branches are walked on copies and merged; a loop is
/// walked once with merges at its head. Linear in the size of the body. Statements, expressions and calls are read in a file each.
/// </summary>
internal sealed partial class FlowBuilder(ModuleClass module, CancellationToken cancellation)
{
    private const int MostValues = 20_000;
    private const int DeepestCall = 1;

    private readonly KnownSymbols _known = module.Known;
    private readonly List<Value> _values = [];
    private readonly List<Value> _results = [];
    private readonly HashSet<IMethodSymbol> _active = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IParameterSymbol, IOperation> _given = new(SymbolEqualityComparer.Default);
    private Dictionary<ISymbol, Value> _current = new(SymbolEqualityComparer.Default);
    private List<Value>? _returned;
    private int _depth;

    public IReadOnlyList<Value> Values => _values;

    public IReadOnlyList<Value> Results => _results;

    public void Run(IMethodSymbol method, IOperation body)
    {
        _active.Add(method);
        RunRoutine(method, body, _results);
    }

    // A method or lambda that is run by others: what it is given is not known, and what it returns goes to them.
    private void RunRoutine(IMethodSymbol routine, IOperation body, List<Value> results)
    {
        foreach (var parameter in routine.Parameters)
        {
            _current[parameter] = New(ValueKind.Source, parameter.Name, null);
        }

        _returned = results;
        Execute(body);
        foreach (var result in results)
        {
            result.Escapes = true;
        }
    }

    private Value New(ValueKind kind, string name, IOperation? origin, params ReadOnlySpan<(Value Value, IOperation? Where)> inputs)
    {
        var value = new Value(kind, name, origin);
        foreach (var (input, where) in inputs)
        {
            value.Add(input, Site(where));
        }

        _values.Add(value);
        return value;
    }

    // A value is listed after its inputs, so that one pass over the list sees them first.
    private Value Publish(Value value)
    {
        _values.Add(value);
        return value;
    }

    // Inside a followed helper, a read of its parameter is the caller's argument.
    private IOperation? Site(IOperation? where) =>
        where is IParameterReferenceOperation read && _given.TryGetValue(read.Parameter, out var argument) ? argument : where;
}
