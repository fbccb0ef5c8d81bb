using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Follows one value back through names, calls, groups and collections to the places that made it.</summary>
internal sealed class OriginTracer(TrainingSymbols symbols, INamedTypeSymbol type, ValueFlow flow)
{
    private readonly HashSet<Origin> _origins = [];
    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);

    public ImmutableArray<Origin> Trace(IOperation value)
    {
        Trace(value, 0);
        return _origins.Count == 0 ? [Origin.Opaque] : [.. _origins];
    }

    private void Trace(IOperation value, int depth)
    {
        if (depth > ValueFlow.MaximumDepth)
        {
            _origins.Add(Origin.Opaque);
            return;
        }

        value = Expression.Unwrap(value);
        if (Expression.SlotOf(value) is { } slot && !IsParamGroupsProperty(value))
        {
            TraceSlot(slot, depth);
            return;
        }

        switch (value)
        {
            case IInvocationOperation invocation:
                TraceInvocation(invocation, depth);
                break;
            case IObjectCreationOperation creation when symbols.IsParamGroup(creation.Type):
                TraceParamGroup(creation, depth);
                break;
            case IObjectCreationOperation:
            case IAnonymousFunctionOperation:
                _origins.Add(Origin.Of(value));
                break;
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                Trace(conditional.WhenTrue, depth + 1);
                Trace(whenFalse, depth + 1);
                break;
            case ICoalesceOperation coalesce:
                Trace(coalesce.Value, depth + 1);
                Trace(coalesce.WhenNull, depth + 1);
                break;
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    Trace(arm.Value, depth + 1);
                }

                break;
            case IAssignmentOperation assignment:
                Trace(assignment.Value, depth + 1);
                break;
            case IConditionalAccessOperation access:
                Trace(access.WhenNotNull, depth + 1);
                break;
            case IConditionalAccessInstanceOperation instance:
                TraceOrOpaque(Expression.ReceiverOf(instance), depth);
                break;
            case IArrayCreationOperation { Initializer: { } initializer }:
                TraceAll(initializer.ElementValues, depth);
                break;
            case ICollectionExpressionOperation collection:
                TraceAll(collection.Elements, depth);
                break;
            case ISpreadOperation spread:
                Trace(spread.Operand, depth + 1);
                break;
            case ITupleOperation tuple:
                TraceAll(tuple.Elements, depth);
                break;
            case IArrayElementReferenceOperation element:
                Trace(element.ArrayReference, depth + 1);
                break;
            case IPropertyReferenceOperation { Instance: { } instance } property:
                TraceProperty(property, instance, depth);
                break;
            case IFieldReferenceOperation { Instance: { } owner } when owner.Type is { IsTupleType: true }:
                Trace(owner, depth + 1);
                break;
            case IFieldReferenceOperation field:
                _origins.Add(Origin.Of(field.Field));
                break;
            case IInstanceReferenceOperation:
                _origins.Add(Origin.Of(type));
                break;
            case ILiteralOperation:
            case IDefaultValueOperation:
                break;
            default:
                _origins.Add(Origin.Opaque);
                break;
        }
    }

    private void TraceAll(IEnumerable<IOperation> values, int depth)
    {
        foreach (var value in values)
        {
            Trace(value, depth + 1);
        }
    }

    private void TraceOrOpaque(IOperation? value, int depth)
    {
        if (value is null)
        {
            _origins.Add(Origin.Opaque);
        }
        else
        {
            Trace(value, depth + 1);
        }
    }

    private void TraceSlot(ISymbol slot, int depth)
    {
        if (!_visited.Add(slot))
        {
            return;
        }

        var definitions = flow.DefinitionsOf(slot);
        if (definitions.Count == 0)
        {
            _origins.Add(Origin.Of(slot));
            return;
        }

        foreach (var definition in definitions)
        {
            TraceOrOpaque(definition, depth);
        }
    }

    private void TraceInvocation(IInvocationOperation invocation, int depth)
    {
        var method = invocation.TargetMethod;
        if (PassedThrough(invocation) is { } passed)
        {
            Trace(passed, depth + 1);
            return;
        }

        if (flow.ReturnsOf(method) is { } returned)
        {
            if (_visited.Add(method.OriginalDefinition))
            {
                TraceAll(returned, depth);
            }

            return;
        }

        if (symbols.IsTorchSharp(method) || symbols.MakesTrainer(method))
        {
            _origins.Add(Origin.Of(invocation));
            return;
        }

        if (IsEnumerable(method) && invocation.Arguments.Length > 0)
        {
            if (method.Name is "Select" or "SelectMany" && !SelectsPart(invocation))
            {
                _origins.Add(Origin.Opaque);
                return;
            }

            Trace(invocation.Arguments[0].Value, depth + 1);
            if (method.Name is "Concat" or "Union" or "Append" or "Prepend" or "Except" && invocation.Arguments.Length > 1)
            {
                Trace(invocation.Arguments[1].Value, depth + 1);
            }

            return;
        }

        if (invocation.Instance is { } receiver && Expression.IsFramework(method) && method.Name is "ToArray" or "Where" or "First")
        {
            TraceOrOpaque(invocation.Instance, depth);
            return;
        }

        _origins.Add(Origin.Opaque);
    }

    // named_parameters().Select(p => p.parameter) selects; a lambda that computes makes something new.
    private static bool SelectsPart(IInvocationOperation select) =>
        select.Arguments is [_, { Value: var selector }, ..]
        && (Expression.Unwrap(selector) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } || (lambda = (Expression.Unwrap(selector) as IAnonymousFunctionOperation)!) is not null)
        && lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } returned }]
        && Expression.Unwrap(returned) is IParameterReferenceOperation or IFieldReferenceOperation { Instance: IParameterReferenceOperation };

    // module.to(device) and parameters() stand for the module itself; so does every in-place mover.
    private IOperation? PassedThrough(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (!symbols.IsTorchSharp(method) && !(invocation.Instance is not null && symbols.IsModule(invocation.Instance.Type)))
        {
            return null;
        }

        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, symbols.ModuleExtensions))
        {
            return Expression.ReceiverOf(invocation);
        }

        return invocation.Instance is { } instance
            && (TrainingSymbols.IsMethod(method, symbols.Module, "parameters")
                || TrainingSymbols.IsMethod(method, symbols.Module, "named_parameters")
                || TrainingSymbols.IsMethod(method, symbols.Module, "apply"))
            ? instance
            : null;
    }

    private void TraceParamGroup(IObjectCreationOperation creation, int depth)
    {
        if (creation.Arguments.Length > 0)
        {
            Trace(creation.Arguments[0].Value, depth + 1);
        }

        foreach (var initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Parameters" } } parameters)
            {
                Trace(parameters.Value, depth + 1);
            }
        }
    }

    private void TraceProperty(IPropertyReferenceOperation property, IOperation instance, int depth)
    {
        if (IsParamGroupsProperty(property) || property.Property.IsIndexer || property.Property.Name is "Options" or "Value" or "Item")
        {
            Trace(instance, depth + 1);
            return;
        }

        _origins.Add(Origin.Of(property.Property));
    }

    private bool IsParamGroupsProperty(IOperation value) =>
        value is IPropertyReferenceOperation { Property.Name: "ParamGroups", Instance: { } instance } && symbols.IsOptimizer(instance.Type);

    private static bool IsEnumerable(IMethodSymbol method) =>
        method.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };
}
