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
    private const int MaximumDepth = 24;

    private readonly TrainingSymbols _symbols;
    private readonly INamedTypeSymbol _type;
    private readonly Dictionary<ISymbol, List<IOperation?>> _definitions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _returns = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> _bodies = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _leaving = [];
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
            new Collector(this, owner).Start(block);
        }
    }

    /// <summary>The method's body, where it is a method, accessor or local function of this type.</summary>
    public IOperation? BodyOf(IMethodSymbol method) =>
        _bodies.TryGetValue(method.OriginalDefinition, out var body) || _bodies.TryGetValue(method, out body) ? body : null;

    /// <summary>All values that this symbol is given; null stands for one that cannot be seen.</summary>
    public IReadOnlyList<IOperation?> DefinitionsOf(ISymbol symbol) =>
        _definitions.TryGetValue(symbol, out var values) ? values : [];

    /// <summary>The single value that an expression stands for, through names and conversions; itself where there is none.</summary>
    public IOperation Resolve(IOperation value)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            value = Unwrap(value);
            if (SlotOf(value) is not { } slot || DefinitionsOf(slot) is not [{ } single])
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

    /// <summary>Where a value comes from.</summary>
    public ImmutableArray<Origin> Trace(IOperation? value)
    {
        if (value is null)
        {
            return [Origin.Opaque];
        }

        var origins = new HashSet<Origin>();
        Trace(value, origins, new HashSet<ISymbol>(SymbolEqualityComparer.Default), 0);
        return origins.Count == 0 ? [Origin.Opaque] : [.. origins];
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

    /// <summary>The local, parameter, field or property that an expression names, on this object or statically.</summary>
    public static ISymbol? SlotOf(IOperation value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        IVariableDeclaratorOperation declarator => declarator.Symbol,
        _ => null,
    };

    public static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IArgumentOperation argument:
                    value = argument.Value;
                    break;
                case IAwaitOperation awaited:
                    value = awaited.Operation;
                    break;
                case IDeclarationExpressionOperation declaration:
                    value = declaration.Expression;
                    break;
                case IVariableInitializerOperation initializer:
                    value = initializer.Value;
                    break;
                default:
                    return value;
            }
        }
    }

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

    private void Trace(IOperation value, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        if (depth > MaximumDepth)
        {
            origins.Add(Origin.Opaque);
            return;
        }

        value = Unwrap(value);
        if (SlotOf(value) is { } slot && !IsParamGroupsProperty(value))
        {
            TraceSlot(slot, origins, visited, depth);
            return;
        }

        switch (value)
        {
            case IInvocationOperation invocation:
                TraceInvocation(invocation, origins, visited, depth);
                break;
            case IObjectCreationOperation creation when _symbols.IsParamGroup(creation.Type):
                TraceParamGroup(creation, origins, visited, depth);
                break;
            case IObjectCreationOperation:
            case IAnonymousFunctionOperation:
                origins.Add(Origin.Of(value));
                break;
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                Trace(conditional.WhenTrue, origins, visited, depth + 1);
                Trace(whenFalse, origins, visited, depth + 1);
                break;
            case ICoalesceOperation coalesce:
                Trace(coalesce.Value, origins, visited, depth + 1);
                Trace(coalesce.WhenNull, origins, visited, depth + 1);
                break;
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    Trace(arm.Value, origins, visited, depth + 1);
                }

                break;
            case IAssignmentOperation assignment:
                Trace(assignment.Value, origins, visited, depth + 1);
                break;
            case IConditionalAccessOperation access:
                Trace(access.WhenNotNull, origins, visited, depth + 1);
                break;
            case IConditionalAccessInstanceOperation instance:
                TraceOrOpaque(ReceiverOf(instance), origins, visited, depth);
                break;
            case IArrayCreationOperation { Initializer: { } initializer }:
                TraceAll(initializer.ElementValues, origins, visited, depth);
                break;
            case ICollectionExpressionOperation collection:
                TraceAll(collection.Elements, origins, visited, depth);
                break;
            case ISpreadOperation spread:
                Trace(spread.Operand, origins, visited, depth + 1);
                break;
            case ITupleOperation tuple:
                TraceAll(tuple.Elements, origins, visited, depth);
                break;
            case IArrayElementReferenceOperation element:
                Trace(element.ArrayReference, origins, visited, depth + 1);
                break;
            case IPropertyReferenceOperation { Instance: { } instance } property:
                TraceProperty(property, instance, origins, visited, depth);
                break;
            case IFieldReferenceOperation { Instance: { } owner } when owner.Type is { IsTupleType: true }:
                Trace(owner, origins, visited, depth + 1);
                break;
            case IFieldReferenceOperation field:
                origins.Add(Origin.Of(field.Field));
                break;
            case IInstanceReferenceOperation:
                origins.Add(Origin.Of(_type));
                break;
            case ILiteralOperation:
            case IDefaultValueOperation:
                break;
            default:
                origins.Add(Origin.Opaque);
                break;
        }
    }

    private void TraceAll(IEnumerable<IOperation> values, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        foreach (var value in values)
        {
            Trace(value, origins, visited, depth + 1);
        }
    }

    private void TraceOrOpaque(IOperation? value, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        if (value is null)
        {
            origins.Add(Origin.Opaque);
        }
        else
        {
            Trace(value, origins, visited, depth + 1);
        }
    }

    private void TraceSlot(ISymbol slot, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        if (!visited.Add(slot))
        {
            return;
        }

        var definitions = DefinitionsOf(slot);
        if (definitions.Count == 0)
        {
            origins.Add(Origin.Of(slot));
            return;
        }

        foreach (var definition in definitions)
        {
            TraceOrOpaque(definition, origins, visited, depth);
        }
    }

    private void TraceInvocation(IInvocationOperation invocation, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        var method = invocation.TargetMethod;
        if (PassedThrough(invocation) is { } passed)
        {
            Trace(passed, origins, visited, depth + 1);
            return;
        }

        if (_returns.TryGetValue(method.OriginalDefinition, out var returned))
        {
            if (visited.Add(method.OriginalDefinition))
            {
                TraceAll(returned, origins, visited, depth);
            }

            return;
        }

        if (_symbols.IsTorchSharp(method))
        {
            origins.Add(Origin.Of(invocation));
            return;
        }

        if (IsEnumerable(method) && invocation.Arguments.Length > 0)
        {
            if (method.Name is "Select" or "SelectMany" && !SelectsPart(invocation))
            {
                origins.Add(Origin.Opaque);
                return;
            }

            Trace(invocation.Arguments[0].Value, origins, visited, depth + 1);
            if (method.Name is "Concat" or "Union" or "Append" or "Prepend" or "Except" && invocation.Arguments.Length > 1)
            {
                Trace(invocation.Arguments[1].Value, origins, visited, depth + 1);
            }

            return;
        }

        if (invocation.Instance is { } receiver && IsFramework(method) && method.Name is "ToArray" or "Where" or "First")
        {
            TraceOrOpaque(invocation.Instance, origins, visited, depth);
            return;
        }

        origins.Add(Origin.Opaque);
    }

    // named_parameters().Select(p => p.parameter) selects; a lambda that computes makes something new.
    private static bool SelectsPart(IInvocationOperation select) =>
        select.Arguments is [_, { Value: var selector }, ..]
        && (Unwrap(selector) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } || (lambda = (Unwrap(selector) as IAnonymousFunctionOperation)!) is not null)
        && lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } returned }]
        && Unwrap(returned) is IParameterReferenceOperation or IFieldReferenceOperation { Instance: IParameterReferenceOperation };

    // module.to(device) and parameters() stand for the module itself; so does every in-place mover.
    private IOperation? PassedThrough(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (!_symbols.IsTorchSharp(method) && !(invocation.Instance is not null && _symbols.IsModule(invocation.Instance.Type)))
        {
            return null;
        }

        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, _symbols.ModuleExtensions))
        {
            return ReceiverOf(invocation);
        }

        return invocation.Instance is { } instance
            && (TrainingSymbols.IsMethod(method, _symbols.Module, "parameters")
                || TrainingSymbols.IsMethod(method, _symbols.Module, "named_parameters")
                || TrainingSymbols.IsMethod(method, _symbols.Module, "apply"))
            ? instance
            : null;
    }

    private void TraceParamGroup(IObjectCreationOperation creation, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        if (creation.Arguments.Length > 0)
        {
            Trace(creation.Arguments[0].Value, origins, visited, depth + 1);
        }

        foreach (var initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Parameters" } } parameters)
            {
                Trace(parameters.Value, origins, visited, depth + 1);
            }
        }
    }

    private void TraceProperty(
        IPropertyReferenceOperation property, IOperation instance, HashSet<Origin> origins, HashSet<ISymbol> visited, int depth)
    {
        if (IsParamGroupsProperty(property) || property.Property.IsIndexer || property.Property.Name is "Options" or "Value" or "Item")
        {
            Trace(instance, origins, visited, depth + 1);
            return;
        }

        origins.Add(Origin.Of(property.Property));
    }

    private bool IsParamGroupsProperty(IOperation value) =>
        value is IPropertyReferenceOperation { Property.Name: "ParamGroups", Instance: { } instance } && _symbols.IsOptimizer(instance.Type);

    /// <summary>What a method is called on: its instance, or the first argument of an extension method.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation invocation)
    {
        var receiver = invocation.Instance
            ?? (invocation.TargetMethod.IsExtensionMethod && invocation.Arguments.Length > 0 ? invocation.Arguments[0].Value : null);
        return receiver is null ? null : Unwrap(receiver);
    }

    /// <summary>What stands left of the <c>?.</c> that this placeholder belongs to.</summary>
    public static IOperation? ReceiverOf(IConditionalAccessInstanceOperation placeholder)
    {
        for (IOperation child = placeholder, parent = placeholder.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
            {
                return access.Operation;
            }
        }

        return null;
    }

    public static bool IsFramework(ISymbol symbol)
    {
        for (var space = symbol.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.ContainingNamespace is { IsGlobalNamespace: true })
            {
                return space.Name is "System";
            }
        }

        return false;
    }

    private static bool IsEnumerable(IMethodSymbol method) =>
        method.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };

    private void Define(ISymbol symbol, IOperation? value)
    {
        if (!_definitions.TryGetValue(symbol, out var values))
        {
            _definitions.Add(symbol, values = []);
        }

        values.Add(value);
        if (value is not null && symbol is IFieldSymbol or IPropertySymbol && symbol.DeclaredAccessibility != Accessibility.Private)
        {
            _leaving.Add(value!);
        }
    }

    private bool CanMatter(ITypeSymbol? type) =>
        type is null
        || type.TypeKind is TypeKind.Array or TypeKind.Interface or TypeKind.Dynamic or TypeKind.TypeParameter
        || type.SpecialType == SpecialType.System_Object
        || _symbols.IsOptimizer(type)
        || _symbols.IsScheduler(type)
        || _symbols.IsModule(type)
        || type is INamedTypeSymbol { IsGenericType: true } or { IsTupleType: true };

    private sealed class LocalFunctionFinder(Dictionary<ISymbol, IOperation> bodies) : OperationWalker
    {
        public override void VisitLocalFunction(ILocalFunctionOperation operation)
        {
            if (operation.Body is { } body)
            {
                bodies[operation.Symbol] = body;
            }

            base.VisitLocalFunction(operation);
        }
    }

    private sealed class Collector(ValueFlow flow, ISymbol owner) : OperationWalker
    {
        private ISymbol? _routine = owner;

        public void Start(IOperation block)
        {
            // The initializer of a field or property defines it.
            if (block is ISymbolInitializerOperation initializer)
            {
                foreach (var symbol in InitializedBy(initializer))
                {
                    flow.Define(symbol, initializer.Value);
                }
            }

            Visit(block);
        }

        public override void VisitLocalFunction(ILocalFunctionOperation operation)
        {
            var outer = _routine;
            _routine = operation.Symbol;
            base.VisitLocalFunction(operation);
            _routine = outer;
        }

        public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation)
        {
            var outer = _routine;
            _routine = null;
            base.VisitAnonymousFunction(operation);
            _routine = outer;
        }

        public override void VisitReturn(IReturnOperation operation)
        {
            if (operation.ReturnedValue is { } value && _routine is IMethodSymbol method)
            {
                if (!flow._returns.TryGetValue(method, out var values))
                {
                    flow._returns.Add(method, values = []);
                }

                values.Add(value);
                if (method.MethodKind != MethodKind.LocalFunction && method.DeclaredAccessibility != Accessibility.Private && flow.CanMatter(value.Type))
                {
                    flow._leaving.Add(value);
                }
            }

            base.VisitReturn(operation);
        }

        public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
        {
            if (operation.GetVariableInitializer() is { } initializer)
            {
                flow.Define(operation.Symbol, initializer.Value);
            }

            base.VisitVariableDeclarator(operation);
        }

        public override void VisitSimpleAssignment(ISimpleAssignmentOperation operation)
        {
            Assign(operation.Target, operation.Value);
            base.VisitSimpleAssignment(operation);
        }

        public override void VisitCoalesceAssignment(ICoalesceAssignmentOperation operation)
        {
            Assign(operation.Target, operation.Value);
            base.VisitCoalesceAssignment(operation);
        }

        public override void VisitCompoundAssignment(ICompoundAssignmentOperation operation)
        {
            Assign(operation.Target, null);
            base.VisitCompoundAssignment(operation);
        }

        public override void VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation)
        {
            Assign(operation.Target, null);
            base.VisitIncrementOrDecrement(operation);
        }

        public override void VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation)
        {
            Deconstruct(Unwrap(operation.Target), Unwrap(operation.Value));
            base.VisitDeconstructionAssignment(operation);
        }

        public override void VisitForEachLoop(IForEachLoopOperation operation)
        {
            // An element stands for its collection: the group for the optimizer, the parameter for the model.
            foreach (var local in operation.Locals)
            {
                flow.Define(local, operation.Collection);
            }

            base.VisitForEachLoop(operation);
        }

        public override void VisitDeclarationPattern(IDeclarationPatternOperation operation)
        {
            if (operation.DeclaredSymbol is { } symbol)
            {
                flow.Define(symbol, operation.Parent is IIsPatternOperation test ? test.Value : null);
            }

            base.VisitDeclarationPattern(operation);
        }

        public override void VisitInvocation(IInvocationOperation operation)
        {
            BindArguments(operation.TargetMethod, operation.Arguments);
            base.VisitInvocation(operation);
        }

        public override void VisitObjectCreation(IObjectCreationOperation operation)
        {
            if (operation.Constructor is { } constructor)
            {
                BindArguments(constructor, operation.Arguments);
            }

            base.VisitObjectCreation(operation);
        }

        private static IEnumerable<ISymbol> InitializedBy(ISymbolInitializerOperation initializer) => initializer switch
        {
            IFieldInitializerOperation fields => fields.InitializedFields,
            IPropertyInitializerOperation properties => properties.InitializedProperties,
            _ => [],
        };

        private void BindArguments(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
        {
            var seen = flow.BodyOf(method) is not null;
            foreach (var argument in arguments)
            {
                if (argument.Parameter is { RefKind: RefKind.Out or RefKind.Ref })
                {
                    Assign(argument.Value, null);
                }

                if (seen && argument.Parameter is { } parameter)
                {
                    flow.Define(parameter.OriginalDefinition, argument.Value);
                }
                else if (!flow._symbols.IsTorchSharp(method) && !OnlyReads(method) && flow.CanMatter(argument.Value.Type))
                {
                    flow._leaving.Add(argument.Value);
                }
            }
        }

        // The framework reads what it is given, unless it is a collection, which keeps it, or a delegate, which is anything.
        private static bool OnlyReads(IMethodSymbol method) =>
            method.MethodKind != MethodKind.DelegateInvoke && IsFramework(method) && method.ContainingNamespace is { Name: not ("Generic" or "Concurrent" or "Collections" or "Immutable") };

        private void Deconstruct(IOperation target, IOperation value)
        {
            if (target is not ITupleOperation targets)
            {
                Assign(target, value);
                return;
            }

            for (var i = 0; i < targets.Elements.Length; i++)
            {
                var element = Unwrap(targets.Elements[i]);
                if (value is ITupleOperation values && values.Elements.Length == targets.Elements.Length)
                {
                    Deconstruct(element, Unwrap(values.Elements[i]));
                }
                else if (element is ITupleOperation)
                {
                    Deconstruct(element, value);
                }
                else
                {
                    Assign(element, null);
                }
            }
        }

        private void Assign(IOperation target, IOperation? value)
        {
            target = Unwrap(target);
            if (SlotOf(target) is { } slot)
            {
                flow.Define(slot, value);
            }
            else if (value is not null && target is IMemberReferenceOperation or IArrayElementReferenceOperation && flow.CanMatter(value.Type))
            {
                if (target is IMemberReferenceOperation member && flow._symbols.IsTorchSharp(member.Member))
                {
                    return;
                }

                flow._leaving.Add(value!);
            }
        }
    }
}
