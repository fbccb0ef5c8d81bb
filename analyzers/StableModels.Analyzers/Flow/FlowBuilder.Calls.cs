using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Flow;

internal sealed partial class FlowBuilder
{
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

            if (Variable.Of(changed) is { } target)
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
        foreach (var argument in IsInOrder(call.Arguments) ? call.Arguments : [.. call.Arguments.OrderBy(OrdinalOf)])
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

    private static bool IsInOrder(ImmutableArray<IArgumentOperation> arguments)
    {
        for (var i = 1; i < arguments.Length; i++)
        {
            if (OrdinalOf(arguments[i]) < OrdinalOf(arguments[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static int OrdinalOf(IArgumentOperation argument) => argument.Parameter?.Ordinal ?? 0;

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
}
