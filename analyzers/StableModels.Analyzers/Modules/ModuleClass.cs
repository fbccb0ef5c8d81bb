using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// One class as its rules read it: the bodies of its members, and what is assigned to its fields and properties. The assigned
/// factory says what a field holds; its declared type is often just Module&lt;Tensor, Tensor&gt;.
/// </summary>
internal sealed class ModuleClass
{
    private readonly Dictionary<ISymbol, List<IOperation>> _assigned = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, IOperation> _bodies = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _given = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ModuleInfo?> _held = new(SymbolEqualityComparer.Default);

    private IReadOnlyList<FlowGraph>? _graphs;
    private Registration? _registration;

    public ModuleClass(INamedTypeSymbol type, KnownSymbols known, ImmutableArray<(ISymbol Owner, IOperation Block)> blocks)
    {
        Type = type;
        Known = known;
        Blocks = blocks;
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var (owner, block) in Blocks)
        {
            if (owner is IMethodSymbol method && block is IBlockOperation or IMethodBodyOperation or IConstructorBodyOperation)
            {
                _bodies[method] = block;
            }

            foreach (var operation in block.DescendantsAndSelf())
            {
                var kind = operation.Kind;
                Operations.Add(operation, kind);
                if (kind == OperationKind.Invocation)
                {
                    calls.Add((IInvocationOperation)operation);
                }
                else
                {
                    Collect(operation, kind);
                }
            }
        }

        Calls = calls.ToImmutable();
    }

    /// <summary>Every operation of every member.</summary>
    public OperationsByKind Operations { get; } = new();

    /// <summary>Every call among them, in source order.</summary>
    public ImmutableArray<IInvocationOperation> Calls { get; }

    /// <summary>How the class makes its parts known to TorchSharp.</summary>
    public Registration Registration => _registration ??= new Registration(this);

    public INamedTypeSymbol Type { get; }

    public KnownSymbols Known { get; }

    public bool IsModule => Known.IsModule(Type);

    public ImmutableArray<(ISymbol Owner, IOperation Block)> Blocks { get; }

    public IEnumerable<KeyValuePair<IMethodSymbol, IOperation>> Bodies => _bodies;

    /// <summary>What the methods compute; read once for all rules.</summary>
    public IReadOnlyList<FlowGraph> Graphs(CancellationToken cancellation) => _graphs ??= [.. FlowGraph.Of(this, cancellation)];

    /// <summary>The member that an operation is part of.</summary>
    public ISymbol? OwnerOf(IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            foreach (var (owner, block) in Blocks)
            {
                if (ReferenceEquals(block, at))
                {
                    return owner;
                }
            }
        }

        return null;
    }

    public IOperation? Body(IMethodSymbol method) => _bodies.TryGetValue(method.OriginalDefinition, out var body) ? body : null;

    /// <summary>All values that the class itself assigns to a field or property of this instance.</summary>
    public IReadOnlyList<IOperation> Assigned(ISymbol member) =>
        _assigned.TryGetValue(member.OriginalDefinition, out var values) ? values : [];

    /// <summary>The module that an expression yields, or null when that is not certain.</summary>
    public ModuleInfo? Resolve(IOperation? value) => Resolve(value, 0);

    private ModuleInfo? Resolve(IOperation? value, int depth)
    {
        if (value is null || depth > 8)
        {
            return null;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return Resolve(conversion.Operand, depth + 1);
            case IParenthesizedOperation parenthesized:
                return Resolve(parenthesized.Operand, depth + 1);
            case ITupleOperation { Elements.Length: 2 } named: // ("name", module) in a Sequential
                return Resolve(named.Elements[1], depth + 1);
            case IInvocationOperation invocation:
                return FromInvocation(invocation, depth);
            case IObjectCreationOperation { Type: INamedTypeSymbol created } when Known.IsModule(created):
                return FromType(created);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Agreed(Resolve(choice.WhenTrue, depth + 1), Resolve(otherwise, depth + 1));
            case ICoalesceOperation coalesce:
                return Agreed(Resolve(coalesce.Value, depth + 1), Resolve(coalesce.WhenNull, depth + 1));
            case ISimpleAssignmentOperation assignment:
                return Resolve(assignment.Value, depth + 1);
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field:
                return FromMember(field.Field, field.Field.Type, depth);
            case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.IsEmpty: true } property:
                return FromMember(property.Property, property.Property.Type, depth);
            case ILocalReferenceOperation local:
                return FromMember(local.Local, local.Local.Type, depth);
            default:
                return value.Type is INamedTypeSymbol type ? FromType(type) : null;
        }
    }

    // Asked for by every rule that meets a call of the module.
    private ModuleInfo? FromMember(ISymbol member, ITypeSymbol declared, int depth)
    {
        if (depth > 0)
        {
            return Held(member, declared, depth);
        }

        if (!_held.TryGetValue(member, out var held))
        {
            _held.Add(member, held = Held(member, declared, 0));
        }

        return held;
    }

    private ModuleInfo? Held(ISymbol member, ITypeSymbol declared, int depth)
    {
        var values = Assigned(member);
        if (values.Count == 0 || _given.Contains(member))
        {
            return declared is INamedTypeSymbol type ? FromType(type) : null;
        }

        var first = Resolve(values[0], depth + 1);
        for (var i = 1; i < values.Count && first is not null; i++)
        {
            first = Agreed(first, Resolve(values[i], depth + 1));
        }

        return first;
    }

    private ModuleInfo? FromInvocation(IInvocationOperation invocation, int depth)
    {
        var method = invocation.TargetMethod;
        if (Known.IsFactory(method) && Known.IsModule(method.ReturnType))
        {
            return new ModuleInfo(method.Name, null, invocation, Children(invocation, depth));
        }

        // A move returns the module itself.
        if (KnownSymbols.Is(method.ContainingType, Known.ModuleExtensions) && !invocation.Arguments.IsEmpty)
        {
            return Resolve(invocation.Arguments[0].Value, depth + 1);
        }

        // One level of helpers in the same class: private static Module<Tensor, Tensor> Norm() => nn.LayerNorm(64);
        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, Type) && Body(method) is { } body && SingleReturn(body) is { } returned)
        {
            return Resolve(returned, depth + 4);
        }

        return method.ReturnType is INamedTypeSymbol type ? FromType(type) : null;
    }

    private ImmutableArray<ModuleInfo> Children(IInvocationOperation container, int depth)
    {
        if (container.TargetMethod.Name is not ("Sequential" or "ModuleList"))
        {
            return [];
        }

        var children = ImmutableArray.CreateBuilder<ModuleInfo>();
        foreach (var argument in container.Arguments)
        {
            var elements = argument.Value switch
            {
                IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
                ICollectionExpressionOperation collection => collection.Elements,
                _ => [argument.Value],
            };
            foreach (var element in elements)
            {
                if (Resolve(element, depth + 1) is not { } child)
                {
                    return [];
                }

                children.Add(child);
            }
        }

        return children.ToImmutable();
    }

    /// <summary>What the type alone tells: exactly one layer for TorchSharp.Modules.LayerNorm, nothing for Module.</summary>
    private ModuleInfo? FromType(INamedTypeSymbol type)
    {
        if (!Known.IsModule(type) || type.IsAbstract)
        {
            return null;
        }

        var isOurs = IsIn(type, "StableModels", "Layers");
        return !isOurs && !KnownSymbols.Is(type.ContainingAssembly, Known.TorchSharp) ? new ModuleInfo(type.Name, type, null, [])
            : isOurs || IsIn(type, "TorchSharp", "Modules") ? new ModuleInfo(type.Name, null, null, [])
            : null;
    }

    private static bool IsIn(INamedTypeSymbol type, string outer, string inner) =>
        type.ContainingNamespace is { ContainingNamespace: { ContainingNamespace.IsGlobalNamespace: true } around } space
        && space.Name == inner && around.Name == outer;

    private static ModuleInfo? Agreed(ModuleInfo? left, ModuleInfo? right) =>
        left is not null && right is not null && left.Name == right.Name && SymbolEqualityComparer.Default.Equals(left.UserType, right.UserType) ? left : null;

    private static IOperation? SingleReturn(IOperation body)
    {
        IOperation? found = null;
        foreach (var operation in body.Descendants())
        {
            if (operation is IReturnOperation { ReturnedValue: { } value })
            {
                if (found is not null)
                {
                    return null;
                }

                found = value;
            }
        }

        return found;
    }

    // By the kind, one question, where the types would be asked one by one: this runs for every operation of a program.
    private void Collect(IOperation operation, OperationKind kind)
    {
        switch (kind)
        {
            case OperationKind.FieldInitializer when operation is IFieldInitializerOperation initializer:
                foreach (var field in initializer.InitializedFields)
                {
                    Add(field, initializer.Value);
                }

                break;
            case OperationKind.PropertyInitializer when operation is IPropertyInitializerOperation initializer:
                foreach (var property in initializer.InitializedProperties)
                {
                    Add(property, initializer.Value);
                }

                break;
            case OperationKind.VariableDeclarator when operation is IVariableDeclaratorOperation { Initializer: { } initializer } declarator:
                Add(declarator.Symbol, initializer.Value);
                break;
            case OperationKind.SimpleAssignment or OperationKind.CoalesceAssignment when operation is IAssignmentOperation assignment:
                Assign(assignment.Target, assignment.Value);
                break;
            case OperationKind.DeconstructionAssignment when operation is IDeconstructionAssignmentOperation { Target: ITupleOperation target } deconstruction:
                var value = Unwrap(deconstruction.Value);
                for (var i = 0; i < target.Elements.Length; i++)
                {
                    Assign(target.Elements[i], value is ITupleOperation tuple && tuple.Elements.Length == target.Elements.Length ? tuple.Elements[i] : null);
                }

                break;
            case OperationKind.LocalFunction when operation is ILocalFunctionOperation { Body: { } body } function:
                _bodies[function.Symbol] = body;
                break;
            case OperationKind.Loop when operation is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation control }:
                _given.Add(control.Symbol);
                break;
            case OperationKind.Argument when operation is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                Assign(argument.Value, null);
                break;
        }
    }

    private void Assign(IOperation target, IOperation? value)
    {
        ISymbol? symbol = Unwrap(target) switch
        {
            IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
            IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
            ILocalReferenceOperation local => local.Local,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => local.Local,
            _ => null,
        };
        if (symbol is null)
        {
            return;
        }

        if (value is null)
        {
            _given.Add(symbol.OriginalDefinition); // a value from elsewhere: only the declared type is certain
        }
        else
        {
            Add(symbol, value);
        }
    }

    private void Add(ISymbol symbol, IOperation value)
    {
        if (!_assigned.TryGetValue(symbol.OriginalDefinition, out var values))
        {
            _assigned.Add(symbol.OriginalDefinition, values = []);
        }

        values.Add(value);
    }

    private static IOperation Unwrap(IOperation operation) => operation is IConversionOperation conversion ? Unwrap(conversion.Operand) : operation;
}
