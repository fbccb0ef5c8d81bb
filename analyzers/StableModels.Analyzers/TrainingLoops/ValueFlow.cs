using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>
/// Which values the locals, parameters and fields of one type can hold, over all of its members and without regard
/// to order: enough to know the optimizer behind a name, and to know when it cannot be known.
/// </summary>
internal sealed class ValueFlow
{
    internal const int MaximumDepth = 24;

    private readonly TrainingSymbols _symbols;
    private readonly INamedTypeSymbol _type;
    private readonly Dictionary<ISymbol, List<IOperation?>> _definitions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _returns = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> _bodies = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _leaving = [];
    private readonly Dictionary<IOperation, ImmutableArray<Origin>> _origins = [];
    private HashSet<Origin>? _escaped;

    public ValueFlow(TrainingSymbols symbols, INamedTypeSymbol type, ImmutableArray<(ISymbol Owner, IOperation Block)> blocks)
    {
        _symbols = symbols;
        _type = type;
        foreach (var (owner, block) in blocks)
        {
            if (owner is IMethodSymbol && block is IBlockOperation)
            {
                _bodies[owner] = block;
            }
        }

        foreach (var (_, block) in blocks)
        {
            new LocalFunctionFinder(_bodies).Visit(block);
        }

        foreach (var (owner, block) in blocks)
        {
            new DefinitionCollector(symbols, this, owner).Start(block);
        }
    }

    /// <summary>The method's body, where it is a method, accessor or local function of this type.</summary>
    public IOperation? BodyOf(IMethodSymbol method) =>
        _bodies.TryGetValue(method.OriginalDefinition, out var body) || _bodies.TryGetValue(method, out body) ? body : null;

    /// <summary>All values that this symbol is given; null stands for one that cannot be seen.</summary>
    public IReadOnlyList<IOperation?> DefinitionsOf(ISymbol symbol) =>
        _definitions.TryGetValue(symbol, out var values) ? values : [];

    /// <summary>What a method of this type returns; nothing where it is not of this type.</summary>
    public IReadOnlyList<IOperation>? ReturnsOf(IMethodSymbol method) =>
        _returns.TryGetValue(method.OriginalDefinition, out var values) ? values : null;

    /// <summary>The single value that an expression stands for, through names and conversions; itself where there is none.</summary>
    public IOperation Resolve(IOperation value)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            value = Expression.Unwrap(value);
            if (Expression.SlotOf(value) is not { } slot || DefinitionsOf(slot) is not [{ } single])
            {
                return value;
            }

            value = single;
        }

        return value;
    }

    /// <summary>The constant that an expression has, directly or through a local that is assigned once.</summary>
    public double? ConstantOf(IOperation? value)
    {
        if (value is null)
        {
            return null;
        }

        var resolved = value.ConstantValue.HasValue ? value : Resolve(value);
        if (resolved is IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus && ConstantOf(minus.Operand) is { } negated)
        {
            return -negated;
        }

        return resolved.ConstantValue is { HasValue: true, Value: { } constant } ? ToDouble(constant) : null;
    }

    /// <summary>Where a value comes from; every rule asks it of the same few events.</summary>
    public ImmutableArray<Origin> Trace(IOperation? value)
    {
        if (value is null)
        {
            return [Origin.Opaque];
        }

        if (!_origins.TryGetValue(value, out var origins))
        {
            _origins.Add(value, origins = new OriginTracer(_symbols, _type, this).Trace(value));
        }

        return origins;
    }

    /// <summary>
    /// Whether all that happens to the value happens inside this type: it is not stored where others see it and is
    /// not given to code that is not seen. Only then can a rule say that something never happens.
    /// </summary>
    public bool IsOwned(Origin origin)
    {
        if (origin.Creation is null)
        {
            return false;
        }

        _escaped ??= [.. _leaving.SelectMany(value => Trace(value))];
        return !_escaped.Contains(origin);
    }

    /// <summary>The bodies that calling a delegate runs; empty where they cannot be seen.</summary>
    public IReadOnlyList<IOperation> DelegateBodies(IOperation value)
    {
        var resolved = Resolve(value);
        switch (resolved)
        {
            case IDelegateCreationOperation creation:
                return DelegateBodies(creation.Target);
            case IAnonymousFunctionOperation lambda:
                return [lambda.Body];
            case IMethodReferenceOperation method when BodyOf(method.Method) is { } body:
                return [body];
            default:
                return [];
        }
    }

    internal void Define(ISymbol symbol, IOperation? value)
    {
        if (!_definitions.TryGetValue(symbol, out var values))
        {
            _definitions.Add(symbol, values = []);
        }

        values.Add(value);
        if (value is not null && symbol is IFieldSymbol or IPropertySymbol && symbol.DeclaredAccessibility != Accessibility.Private)
        {
            Leave(value!);
        }
    }

    internal void Return(IMethodSymbol method, IOperation value)
    {
        if (!_returns.TryGetValue(method, out var values))
        {
            _returns.Add(method, values = []);
        }

        values.Add(value);
    }

    internal void Leave(IOperation value) => _leaving.Add(value);

    private static double? ToDouble(object constant) => constant switch
    {
        double number => number,
        float number => number,
        int number => number,
        long number => number,
        uint number => number,
        short number => number,
        byte number => number,
        decimal number => (double)number,
        _ => null,
    };
}
