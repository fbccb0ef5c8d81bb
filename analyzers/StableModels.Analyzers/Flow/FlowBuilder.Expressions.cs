using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Flow;

internal sealed partial class FlowBuilder
{
    private Value Evaluate(IOperation? operation)
    {
        if (operation is null || _values.Count > MostValues)
        {
            return New(ValueKind.Unknown, "none", operation);
        }

        if (operation.ConstantValue is { HasValue: true } constant)
        {
            var number = New(ValueKind.Constant, "constant", operation);
            number.Constant = constant.Value;
            return number;
        }

        // The frequent ones first: each case is a question about the operation's type.
        switch (operation)
        {
            case IInvocationOperation invocation:
                return Invoke(invocation);
            case ILocalReferenceOperation local:
                return Read(local.Local, operation);
            case IParameterReferenceOperation parameter:
                return Read(parameter.Parameter, operation);
            case IConversionOperation conversion:
                return Evaluate(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case IAwaitOperation awaited:
                return Evaluate(awaited.Operation);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment.Target, Evaluate(assignment.Value));
            case ICoalesceAssignmentOperation assignment:
                var previous = Evaluate(assignment.Target);
                return Assign(assignment.Target, New(ValueKind.Merge, "branch", assignment, (previous, null), (Evaluate(assignment.Value), null)));
            case ICompoundAssignmentOperation compound:
                var left = Evaluate(compound.Target);
                var right = Evaluate(compound.Value);
                return Assign(compound.Target, Binary(compound.OperatorKind, compound, (left, compound.Target), (right, compound.Value)));
            case IDeconstructionAssignmentOperation deconstruction:
                return Deconstruct(deconstruction);
            case IBinaryOperation binary:
                return Binary(binary.OperatorKind, binary, (Evaluate(binary.LeftOperand), binary.LeftOperand), (Evaluate(binary.RightOperand), binary.RightOperand));
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus:
                return New(ValueKind.Operator, "neg", minus, (Evaluate(minus.Operand), minus.Operand));
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                Evaluate(choice.Condition);
                return New(ValueKind.Merge, "branch", choice, (Evaluate(choice.WhenTrue), choice.WhenTrue), (Evaluate(otherwise), otherwise));
            case ICoalesceOperation coalesce:
                return New(ValueKind.Merge, "branch", coalesce, (Evaluate(coalesce.Value), coalesce.Value), (Evaluate(coalesce.WhenNull), coalesce.WhenNull));
            case ISwitchExpressionOperation choice:
                Evaluate(choice.Value);
                var merged = new Value(ValueKind.Merge, "branch", choice);
                foreach (var arm in choice.Arms)
                {
                    merged.Add(Evaluate(arm.Value), Site(arm.Value));
                }

                return Publish(merged);
            case ITupleOperation tuple:
                var whole = new Value(ValueKind.Unknown, "tuple", tuple);
                foreach (var element in tuple.Elements)
                {
                    whole.Add(Evaluate(element), Site(element));
                }

                return Publish(whole);
            case IInstanceReferenceOperation:
                return New(ValueKind.Constant, "this", operation);
            case IAnonymousFunctionOperation or IMethodReferenceOperation or IDelegateCreationOperation:
                return Escape(operation);
        }

        if (Variable.Of(operation) is { } variable)
        {
            return Read(variable, operation);
        }

        return operation switch
        {
            IPropertyReferenceOperation property => Property(property),
            IFieldReferenceOperation { Instance: { } instance } item when IsTuple(instance.Type) => New(ValueKind.Element, item.Field.Name, item, (Evaluate(instance), instance)),
            _ => Other(operation),
        };
    }

    private Value Read(ISymbol variable, IOperation where)
    {
        if (!_current.TryGetValue(variable, out var value))
        {
            _current[variable] = value = New(ValueKind.Source, variable.Name, where);
        }

        return value;
    }

    private Value Assign(IOperation target, Value value)
    {
        if (Variable.Of(target) is { } variable)
        {
            _current[variable] = value;
            if (variable is IFieldSymbol or IPropertySymbol)
            {
                value.Escapes = true;
            }
        }
        else
        {
            value.Escapes = true;
            Evaluate(target);
        }

        return value;
    }

    private Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var value = Evaluate(deconstruction.Value);
        var target = deconstruction.Target is IDeclarationExpressionOperation { Expression: ITupleOperation declared } ? declared : deconstruction.Target as ITupleOperation;
        if (target is null)
        {
            return value;
        }

        var isLiteral = value is { Kind: ValueKind.Unknown, Name: "tuple" } && value.Inputs.Count == target.Elements.Length;
        for (var i = 0; i < target.Elements.Length; i++)
        {
            var element = target.Elements[i];
            if (element is IDiscardOperation)
            {
                continue;
            }

            Assign(element, isLiteral ? value.Inputs[i] : New(ValueKind.Element, "Item" + (i + 1), deconstruction, (value, deconstruction.Value)));
        }

        return value;
    }

    private Value Binary(BinaryOperatorKind kind, IOperation origin, (Value Value, IOperation? Where) left, (Value Value, IOperation? Where) right)
    {
        var name = kind switch
        {
            BinaryOperatorKind.Add => "add",
            BinaryOperatorKind.Subtract => "sub",
            BinaryOperatorKind.Multiply => "mul",
            BinaryOperatorKind.Divide => "div",
            _ => null,
        };
        return name is not null && (_known.IsTensor(origin.Type) || IsNumber(origin.Type))
            ? New(ValueKind.Operator, name, origin, left, right)
            : New(ValueKind.Unknown, kind.ToString(), origin, left, right);
    }

    private Value Property(IPropertyReferenceOperation property)
    {
        if (property.Instance is null)
        {
            return New(ValueKind.Constant, property.Property.Name, property);
        }

        var instance = Evaluate(property.Instance);
        if (KnownSymbols.Is(property.Property.ContainingType, _known.Tensor) && !_known.IsTensor(property.Type))
        {
            return New(ValueKind.Constant, property.Property.Name, property); // shape, dtype, device: no data
        }

        if (IsTuple(property.Instance.Type))
        {
            return New(ValueKind.Element, property.Property.Name, property, (instance, property.Instance));
        }

        var value = New(_known.IsTensor(property.Instance.Type) ? ValueKind.Operator : ValueKind.Unknown, property.Property.IsIndexer ? "index" : property.Property.Name, property, (instance, property.Instance));
        foreach (var argument in property.Arguments)
        {
            value.Add(Evaluate(argument.Value), Site(argument.Value));
        }

        return value;
    }

    private Value Escape(IOperation function)
    {
        var value = New(ValueKind.Unknown, "function", function);
        foreach (var operation in function.Descendants())
        {
            if (Variable.Of(operation) is { } variable && _current.TryGetValue(variable, out var captured))
            {
                captured.Escapes = true;
            }
        }

        if ((function as IDelegateCreationOperation)?.Target is IAnonymousFunctionOperation lambda && IsHandedOver(function))
        {
            RunElsewhere(lambda);
        }

        return value;
    }

    // trainer.Step(() => loss): it runs with what its variables hold here, and what it returns goes to the one who runs it. One in a local is followed where it is called.
    private void RunElsewhere(IAnonymousFunctionOperation lambda)
    {
        var (current, returned) = (_current, _returned);
        _current = new Dictionary<ISymbol, Value>(current, SymbolEqualityComparer.Default);
        RunRoutine(lambda.Symbol, lambda.Body, []);
        (_current, _returned) = (current, returned);
    }

    private static bool IsHandedOver(IOperation function) => function.Parent switch
    {
        IConversionOperation conversion => IsHandedOver(conversion),
        IArgumentOperation => true,
        _ => false,
    };

    private Value Other(IOperation operation)
    {
        var value = new Value(ValueKind.Unknown, operation.Kind.ToString(), operation);
        foreach (var child in operation.ChildOperations)
        {
            value.Add(Evaluate(child), Site(child));
        }

        return Publish(value);
    }

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single
        or SpecialType.System_Int32 or SpecialType.System_Int64;

    private static bool IsTuple(ITypeSymbol? type) => type is { IsTupleType: true } or INamedTypeSymbol { Name: "Tuple", ContainingNamespace.Name: "System" };
}
