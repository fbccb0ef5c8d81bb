using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Flow;

/// <summary>
/// Walks a body once, in order, with the current value of every local. Branches are walked on copies and merged; a loop is
/// walked once with merges at its head. Linear in the size of the body.
/// </summary>
internal sealed class FlowBuilder(ModuleClass module, CancellationToken cancellation)
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
        foreach (var parameter in method.Parameters)
        {
            _current[parameter] = New(ValueKind.Source, parameter.Name, null);
        }

        _returned = _results;
        Execute(body);
        foreach (var result in _results)
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

    private void Execute(IOperation? operation)
    {
        if (operation is null || _values.Count > MostValues)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IMethodBodyOperation body:
                Execute(body.BlockBody ?? body.ExpressionBody);
                break;
            case IConstructorBodyOperation body:
                Execute(body.BlockBody ?? body.ExpressionBody);
                break;
            case IBlockOperation block:
                foreach (var statement in block.Operations)
                {
                    Execute(statement);
                }

                break;
            case IExpressionStatementOperation statement:
                Evaluate(statement.Operation);
                break;
            case IReturnOperation { ReturnedValue: { } returned }:
                var result = Evaluate(returned);
                _returned?.Add(result);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                {
                    Declare(declaration);
                }

                break;
            case IUsingDeclarationOperation declaration:
                Execute(declaration.DeclarationGroup);
                break;
            case IUsingOperation block:
                if (block.Resources is IVariableDeclarationGroupOperation)
                {
                    Execute(block.Resources);
                }
                else
                {
                    Evaluate(block.Resources);
                }

                Execute(block.Body);
                break;
            case IConditionalOperation branch:
                Evaluate(branch.Condition);
                Branches([branch.WhenTrue, branch.WhenFalse], branch);
                break;
            case ISwitchOperation choice:
                Evaluate(choice.Value);
                Branches([.. choice.Cases, null], choice);
                break;
            case ISwitchCaseOperation section:
                foreach (var statement in section.Body)
                {
                    Execute(statement);
                }

                break;
            case ILoopOperation loop:
                Loop(loop);
                break;
            case ITryOperation attempt:
                Execute(attempt.Body);
                foreach (var handler in attempt.Catches)
                {
                    Branches([handler.Handler, null], handler);
                }

                Execute(attempt.Finally);
                break;
            case ILockOperation block:
                Execute(block.Body);
                break;
            case ILabeledOperation label:
                Execute(label.Operation);
                break;
            case ILocalFunctionOperation or IEmptyOperation or IBranchOperation:
                break;
            default:
                Evaluate(operation);
                break;
        }
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (var declarator in declaration.Declarators)
        {
            if ((declarator.Initializer ?? declaration.Initializer) is { } initializer)
            {
                _current[declarator.Symbol] = Evaluate(initializer.Value);
            }
        }
    }

    private void Branches(IReadOnlyList<IOperation?> branches, IOperation origin)
    {
        var before = _current;
        var after = new List<Dictionary<ISymbol, Value>>();
        foreach (var branch in branches)
        {
            _current = new Dictionary<ISymbol, Value>(before, SymbolEqualityComparer.Default);
            Execute(branch);
            if (branch is null || !Leaves(branch))
            {
                after.Add(_current);
            }
        }

        _current = after.Count == 0 ? before : after[0];
        for (var i = 1; i < after.Count; i++)
        {
            foreach (var pair in after[i])
            {
                if (!_current.TryGetValue(pair.Key, out var other))
                {
                    _current[pair.Key] = pair.Value;
                }
                else if (!ReferenceEquals(other, pair.Value))
                {
                    _current[pair.Key] = New(ValueKind.Merge, "branch", origin, (other, null), (pair.Value, null));
                }
            }
        }
    }

    private static bool Leaves(IOperation branch) => branch switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Continue } => true,
        IExpressionStatementOperation statement => statement.Operation is IThrowOperation,
        IBlockOperation { Operations: { Length: > 0 } statements } => Leaves(statements[statements.Length - 1]),
        _ => false,
    };

    private void Loop(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForLoopOperation counted:
                foreach (var statement in counted.Before)
                {
                    Execute(statement);
                }

                break;
            case IForEachLoopOperation each:
                var collection = Evaluate(each.Collection);
                foreach (var local in each.Locals)
                {
                    _current[local] = New(ValueKind.Unknown, local.Name, each.LoopControlVariable, (collection, each.Collection));
                }

                break;
        }

        var heads = new Dictionary<ISymbol, Value>(SymbolEqualityComparer.Default);
        foreach (var written in WrittenIn(loop.Body))
        {
            if (_current.TryGetValue(written, out var before))
            {
                heads[written] = _current[written] = New(ValueKind.Merge, "loop", loop, (before, null));
            }
        }

        var entry = new Dictionary<ISymbol, Value>(_current, SymbolEqualityComparer.Default);
        if (loop is IWhileLoopOperation { Condition: { } condition })
        {
            Evaluate(condition);
        }
        else if (loop is IForLoopOperation { Condition: { } test })
        {
            Evaluate(test);
        }

        Execute(loop.Body);
        if (loop is IForLoopOperation steps)
        {
            foreach (var statement in steps.AtLoopBottom)
            {
                Execute(statement);
            }
        }

        foreach (var head in heads)
        {
            if (_current.TryGetValue(head.Key, out var last) && !ReferenceEquals(last, head.Value))
            {
                head.Value.Add(last, null);
            }

            entry[head.Key] = head.Value;
        }

        _current = entry;
    }

    private static HashSet<ISymbol> WrittenIn(IOperation body)
    {
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body.DescendantsAndSelf())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                IArgumentOperation { Parameter.RefKind: not RefKind.None } argument => argument.Value,
                IInvocationOperation { Instance: { } receiver } call when call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal) => receiver,
                _ => null,
            };
            foreach (var symbol in Variables(target))
            {
                written.Add(symbol);
            }
        }

        return written;
    }

    private static IEnumerable<ISymbol> Variables(IOperation? target)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    foreach (var symbol in Variables(element))
                    {
                        yield return symbol;
                    }
                }

                break;
            case not null when Variable(target) is { } variable:
                yield return variable;
                break;
        }
    }

    /// <summary>A place whose content the walk follows: a local, a parameter, a field of this instance.</summary>
    private static ISymbol? Variable(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Variable(conversion.Operand),
        IParenthesizedOperation parenthesized => Variable(parenthesized.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IDeclarationExpressionOperation declaration => Variable(declaration.Expression),
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Arguments.IsEmpty: true } property => property.Property,
        _ => null,
    };

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

        switch (operation)
        {
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
            case IInvocationOperation invocation:
                return Invoke(invocation);
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

        if (Variable(operation) is { } variable)
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
        if (Variable(target) is { } variable)
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

    private Value Invoke(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Name is "forward" or "call" && call.Instance is { } receiver && _known.IsModule(receiver.Type))
        {
            if (receiver is IInstanceReferenceOperation && Inline(call) is { } own)
            {
                return own;
            }

            var applied = new Value(ValueKind.Module, "module", call) { Module = module.Resolve(receiver) };
            Arguments(applied, call);
            return Publish(applied);
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            var function = Evaluate(call.Instance);
            if (function.Origin is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && Inline(call, lambda.Symbol, lambda.Body) is { } result)
            {
                return result;
            }

            var invoked = new Value(ValueKind.Unknown, "delegate", call);
            Arguments(invoked, call);
            return Publish(invoked);
        }

        if (_known.OperatorName(method) is { } name && (_known.IsTensor(method.ReturnType) || IsTuple(method.ReturnType)))
        {
            return Operator(call, name);
        }

        if (KnownSymbols.Is(method.ContainingType, _known.Tensor) && method.Name is "Dispose" or "size" or "dim" or "numel" or "stride" or "is_contiguous")
        {
            Evaluate(call.Instance);
            return New(ValueKind.Constant, method.Name, call); // the shape's business, not the data's
        }

        // Tensor extension members keep the tensor: x.MoveToOuterDisposeScope() is x.
        if (_known.IsTensor(call.Type) && method.Name is "MoveToOuterDisposeScope" or "DetachFromDisposeScope" or "MoveToOtherDisposeScope")
        {
            return Evaluate(call.Instance ?? call.Arguments.FirstOrDefault()?.Value);
        }

        if (KnownSymbols.Is(method.ContainingType, _known.DisposeScope) && call.Arguments.Length == 1)
        {
            return Evaluate(call.Arguments[0].Value);
        }

        if (Inline(call) is { } inlined)
        {
            return inlined;
        }

        var unknown = new Value(ValueKind.Unknown, method.Name, call);
        if (call.Instance is not null and not IInstanceReferenceOperation)
        {
            unknown.Add(Evaluate(call.Instance), call.Instance);
        }

        Arguments(unknown, call);
        return Publish(unknown);
    }

    private Value Operator(IInvocationOperation call, string name)
    {
        if (name is "MoveToOuterDisposeScope" or "DetachFromDisposeScope" or "alias")
        {
            return Evaluate(call.Instance);
        }

        var inPlace = name.Length > 1 && name.EndsWith("_", StringComparison.Ordinal);
        var value = new Value(ValueKind.Operator, Canonical(inPlace ? name.Substring(0, name.Length - 1) : name), call);
        if (call.Instance is not null)
        {
            value.Add(Evaluate(call.Instance), Site(call.Instance));
        }

        Arguments(value, call);
        Publish(value);
        if (inPlace && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } changed)
        {
            // All names of the changed tensor see the new value.
            var old = value.Inputs[0];
            foreach (var variable in _current.Where(p => ReferenceEquals(p.Value, old)).Select(p => p.Key).ToArray())
            {
                _current[variable] = value;
            }

            if (Variable(changed) is { } target)
            {
                _current[target] = value;
            }
        }

        return value;
    }

    // The same operator under several names.
    private static string Canonical(string name) => name switch
    {
        "multiply" => "mul",
        "divide" or "true_divide" => "div",
        "subtract" => "sub",
        "Softmax" => "softmax",
        _ => name,
    };

    private void Arguments(Value value, IInvocationOperation call)
    {
        // A C# call stores its arguments in the order written; rules want the parameters' order.
        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0))
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            value.Add(Evaluate(argument.Value), Site(argument.Value));
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                Assign(argument.Value, New(ValueKind.Element, argument.Parameter.Name, argument, (value, argument.Value)));
            }
        }
    }

    /// <summary>The value of a call to a method of the same class or to a lambda, followed one level deep.</summary>
    private Value? Inline(IInvocationOperation call) =>
        !call.TargetMethod.IsVirtual && module.Body(call.TargetMethod) is { } body ? Inline(call, call.TargetMethod, body) : null;

    private Value? Inline(IInvocationOperation call, IMethodSymbol method, IOperation body)
    {
        if (_depth >= DeepestCall || !_active.Add(method))
        {
            return null;
        }

        var arguments = call.Arguments
            .Select(a => (Parameter: a.Parameter is { } p ? method.OriginalDefinition.Parameters[p.Ordinal] : null, Value: Evaluate(a.Value), Where: Site(a.Value)))
            .ToArray();
        var outer = _returned;
        var inner = new List<Value>();
        _returned = inner;
        _depth++;
        foreach (var (parameter, value, where) in arguments)
        {
            if (parameter is not null)
            {
                _given[parameter] = where!;
                _current[parameter] = value;
            }
        }

        Execute(body);
        _depth--;
        _returned = outer;
        _active.Remove(method);
        if (inner.Count == 1)
        {
            return inner[0];
        }

        var merged = New(ValueKind.Merge, "branch", call);
        foreach (var value in inner)
        {
            merged.Add(value, null);
        }

        return merged;
    }

    private Value Escape(IOperation function)
    {
        var value = New(ValueKind.Unknown, "function", function);
        foreach (var operation in function.Descendants())
        {
            if (Variable(operation) is { } variable && _current.TryGetValue(variable, out var captured))
            {
                captured.Escapes = true;
            }
        }

        return value;
    }

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
