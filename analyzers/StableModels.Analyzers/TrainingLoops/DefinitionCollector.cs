using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Reads one member and tells the flow what each name is given, what each method returns and what leaves the type.</summary>
internal sealed class DefinitionCollector(TrainingSymbols symbols, ValueFlow flow, ISymbol owner) : OperationWalker
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
            flow.Return(method, value);
            if (method.MethodKind != MethodKind.LocalFunction && method.DeclaredAccessibility != Accessibility.Private && CanMatter(value.Type))
            {
                flow.Leave(value);
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
        Deconstruct(Expression.Unwrap(operation.Target), Expression.Unwrap(operation.Value));
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
            else if (!symbols.IsTorchSharp(method) && !symbols.MakesTrainer(method) && !symbols.IsClipper(method.ContainingType) && !OnlyReads(method) && CanMatter(argument.Value.Type))
            {
                flow.Leave(argument.Value);
            }
        }
    }

    // The framework reads what it is given, unless it is a collection, which keeps it, or a delegate, which is anything.
    private static bool OnlyReads(IMethodSymbol method) =>
        method.MethodKind != MethodKind.DelegateInvoke && Expression.IsFramework(method) && method.ContainingNamespace is { Name: not ("Generic" or "Concurrent" or "Collections" or "Immutable") };

    private void Deconstruct(IOperation target, IOperation value)
    {
        if (target is not ITupleOperation targets)
        {
            Assign(target, value);
            return;
        }

        for (var i = 0; i < targets.Elements.Length; i++)
        {
            var element = Expression.Unwrap(targets.Elements[i]);
            if (value is ITupleOperation values && values.Elements.Length == targets.Elements.Length)
            {
                Deconstruct(element, Expression.Unwrap(values.Elements[i]));
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
        target = Expression.Unwrap(target);
        if (Expression.SlotOf(target) is { } slot)
        {
            flow.Define(slot, value);
        }
        else if (value is not null && target is IMemberReferenceOperation or IArrayElementReferenceOperation && CanMatter(value.Type))
        {
            if (target is IMemberReferenceOperation member && symbols.IsTorchSharp(member.Member))
            {
                return;
            }

            flow.Leave(value!);
        }
    }

    private bool CanMatter(ITypeSymbol? type) =>
        type is null
        || type.TypeKind is TypeKind.Array or TypeKind.Interface or TypeKind.Dynamic or TypeKind.TypeParameter
        || type.SpecialType == SpecialType.System_Object
        || symbols.IsOptimizer(type)
        || symbols.IsScheduler(type)
        || symbols.IsModule(type)
        || type is INamedTypeSymbol { IsGenericType: true } or { IsTupleType: true };
}
