using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>
/// Walks a routine in execution order and strings its training events together, following branches, loops, jumps,
/// lambdas where they are called or handed over, and calls of the same type's methods. Exceptions are not followed.
/// </summary>
internal sealed class EventGraphBuilder
{
    private const int MaximumCallDepth = 3;
    private const int MaximumNodes = 20_000;

    private readonly ValueFlow _flow;
    private readonly EventRecognizer _recognizer;
    private readonly List<EventGraph.Node> _nodes = [];
    private readonly Stack<IOperation> _calls = new();
    private readonly Stack<EventGraph.Node> _exits = new();
    private Dictionary<ISymbol, EventGraph.Node> _labels = new(SymbolEqualityComparer.Default);
    private EventGraph.Node? _current;
    private EventScope _scope;

    private EventGraphBuilder(ValueFlow flow, EventRecognizer recognizer, EventScope root)
    {
        _flow = flow;
        _recognizer = recognizer;
        _scope = root;
    }

    public static EventGraph Build(ValueFlow flow, EventRecognizer recognizer, IEnumerable<IOperation> bodies)
    {
        var list = bodies.ToList();
        var builder = new EventGraphBuilder(flow, recognizer, new EventScope(ScopeKind.Routine, list[0], null));
        builder._current = builder.NewNode();
        foreach (var body in list)
        {
            builder.Routine(body);
        }

        return new EventGraph(builder._nodes);
    }

    private EventGraph.Node NewNode()
    {
        var node = new EventGraph.Node();
        _nodes.Add(node);
        return node;
    }

    private void Flow(EventGraph.Node target)
    {
        _current?.Next.Add(target);
        _current = target;
    }

    private void Jump(EventGraph.Node target)
    {
        _current?.Next.Add(target);
        _current = null;
    }

    private void Routine(IOperation body)
    {
        var exit = NewNode();
        var labels = _labels;
        _labels = new Dictionary<ISymbol, EventGraph.Node>(SymbolEqualityComparer.Default);
        _exits.Push(exit);
        _calls.Push(body);
        Visit(body);
        _calls.Pop();
        _exits.Pop();
        _labels = labels;
        Flow(exit);
    }

    // A body that may or may not run where it stands.
    private void Optional(IOperation operation, System.Action body, ScopeKind kind = ScopeKind.Branch)
    {
        var join = NewNode();
        var start = _current;
        start?.Next.Add(join);
        InScope(kind, operation, body);
        Flow(join);
    }

    private void InScope(ScopeKind kind, IOperation operation, System.Action body)
    {
        var outer = _scope;
        _scope = new EventScope(kind, operation, outer);
        body();
        _scope = outer;
    }

    private void Visit(IOperation? operation)
    {
        if (operation is null || _nodes.Count > MaximumNodes)
        {
            return;
        }

        // The frequent ones first: each case is a question about the operation's type.
        switch (operation)
        {
            case IInvocationOperation invocation:
                Invocation(invocation);
                break;
            case ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or ILiteralOperation:
                break; // no parts, and no event
            case IBlockOperation block:
                Block(block.Operations);
                break;
            case IConditionalOperation conditional:
                Conditional(conditional);
                break;
            case ILoopOperation loop:
                Loop(loop);
                break;
            case ISwitchOperation choice:
                Switch(choice);
                break;
            case ISwitchExpressionOperation choice:
                SwitchExpression(choice);
                break;
            case ITryOperation attempt:
                Try(attempt);
                break;
            case IUsingOperation use:
                Visit(use.Resources);
                InScope(ScopeKind.Resource, use.Resources, () => Visit(use.Body));
                break;
            case IReturnOperation { Kind: OperationKind.Return } exit:
                Visit(exit.ReturnedValue);
                Jump(_exits.Peek());
                break;
            case IThrowOperation thrown:
                Visit(thrown.Exception);
                _current = null;
                break;
            case IBranchOperation jump:
                Jump(Label(jump.Target));
                break;
            case ILabeledOperation labeled:
                Flow(Label(labeled.Label));
                Visit(labeled.Operation);
                break;
            case IConditionalAccessOperation access:
                Visit(access.Operation);
                Optional(access, () => Visit(access.WhenNotNull));
                break;
            case ICoalesceOperation coalesce:
                Visit(coalesce.Value);
                Optional(coalesce, () => Visit(coalesce.WhenNull));
                break;
            case ICoalesceAssignmentOperation coalesce:
                Visit(coalesce.Target);
                Optional(coalesce, () => Visit(coalesce.Value));
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary:
                Visit(binary.LeftOperand);
                Optional(binary, () => Visit(binary.RightOperand));
                break;
            case ILocalFunctionOperation or IAnonymousFunctionOperation:
                break;
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation or IMethodReferenceOperation }:
                break;
            default:
                foreach (var child in operation.ChildOperations)
                {
                    Visit(child);
                }

                Record(operation);
                break;
        }
    }

    private void Record(IOperation operation)
    {
        if (_current is not null && _recognizer.Recognize(operation) is var (kind, subject))
        {
            var node = NewNode();
            node.Event = new TrainingEvent(kind, operation, subject, _scope);
            Flow(node);
        }
    }

    private void Block(IEnumerable<IOperation> statements)
    {
        var outer = _scope;
        foreach (var statement in statements)
        {
            if (statement is IUsingDeclarationOperation declaration)
            {
                Visit(declaration.DeclarationGroup);
                _scope = new EventScope(ScopeKind.Resource, declaration.DeclarationGroup, _scope);
            }
            else
            {
                Visit(statement);
            }
        }

        _scope = outer;
    }

    private void Conditional(IConditionalOperation conditional)
    {
        Visit(conditional.Condition);
        var start = _current;
        var join = NewNode();
        InScope(ScopeKind.Branch, conditional, () => Visit(conditional.WhenTrue));
        Jump(join);
        _current = start;
        InScope(ScopeKind.Branch, conditional, () => Visit(conditional.WhenFalse));
        Jump(join);
        _current = join;
    }

    private void Loop(ILoopOperation loop)
    {
        var head = NewNode();
        var advance = NewNode();
        var exit = NewNode();
        _labels[loop.ContinueLabel] = advance;
        _labels[loop.ExitLabel] = exit;
        switch (loop)
        {
            case IForLoopOperation counted:
                foreach (var before in counted.Before)
                {
                    Visit(before);
                }

                break;
            case IForEachLoopOperation each:
                Visit(each.Collection);
                break;
            default:
                break;
        }

        Flow(head);
        InScope(ScopeKind.Loop, loop, () => LoopBody(loop, head, advance, exit));
        _current = exit;
    }

    private void LoopBody(ILoopOperation loop, EventGraph.Node head, EventGraph.Node advance, EventGraph.Node exit)
    {
        switch (loop)
        {
            case IWhileLoopOperation { ConditionIsTop: false } repeated:
                Visit(repeated.Body);
                Flow(advance);
                Visit(repeated.Condition);
                _current?.Next.Add(head);
                Jump(exit);
                break;
            case IWhileLoopOperation repeated:
                Visit(repeated.Condition);
                if (!IsTrue(repeated.Condition))
                {
                    _current?.Next.Add(exit);
                }

                Visit(repeated.Body);
                Flow(advance);
                Jump(head);
                break;
            case IForLoopOperation counted:
                Visit(counted.Condition);
                if (counted.Condition is not null && !IsTrue(counted.Condition))
                {
                    _current?.Next.Add(exit);
                }

                Visit(counted.Body);
                Flow(advance);
                foreach (var step in counted.AtLoopBottom)
                {
                    Visit(step);
                }

                Jump(head);
                break;
            default:
                _current?.Next.Add(exit);
                Visit(loop.Body);
                Flow(advance);
                Jump(head);
                break;
        }
    }

    private static bool IsTrue(IOperation? condition) => condition?.ConstantValue is { HasValue: true, Value: true };

    private void Switch(ISwitchOperation choice)
    {
        Visit(choice.Value);
        var exit = Label(choice.ExitLabel);
        var start = _current;
        start?.Next.Add(exit);
        foreach (var section in choice.Cases)
        {
            _current = start;
            InScope(ScopeKind.Branch, choice, () => Block(section.Body));
            Jump(exit);
        }

        _current = exit;
    }

    private void SwitchExpression(ISwitchExpressionOperation choice)
    {
        Visit(choice.Value);
        var start = _current;
        var join = NewNode();
        foreach (var arm in choice.Arms)
        {
            _current = start;
            InScope(ScopeKind.Branch, choice, () => Visit(arm.Value));
            Jump(join);
        }

        _current = join;
    }

    private void Try(ITryOperation attempt)
    {
        var start = _current;
        Visit(attempt.Body);
        var join = NewNode();
        Jump(join);
        foreach (var handler in attempt.Catches)
        {
            _current = start;
            InScope(ScopeKind.Branch, handler, () => Visit(handler.Handler));
            Jump(join);
        }

        _current = join;
        Visit(attempt.Finally);
    }

    private EventGraph.Node Label(ILabelSymbol label)
    {
        if (!_labels.TryGetValue(label, out var node))
        {
            _labels.Add(label, node = NewNode());
        }

        return node;
    }

    private void Invocation(IInvocationOperation invocation)
    {
        Visit(invocation.Instance);
        var method = invocation.TargetMethod;
        var isDelegate = method.MethodKind == MethodKind.DelegateInvoke;
        foreach (var argument in invocation.Arguments)
        {
            Visit(argument.Value);
            HandOver(argument);
        }

        var bodies = isDelegate && invocation.Instance is { } target
            ? _flow.DelegateBodies(target)
            : _flow.BodyOf(method) is { } own ? [own] : [];
        if (bodies.Count == 1 && CanEnter(bodies[0]))
        {
            InScope(ScopeKind.Routine, bodies[0], () => Routine(bodies[0]));
        }

        Record(invocation);
    }

    // A lambda that is handed over may run there: the closure of step(), the body of a progress bar, Parallel.For.
    private void HandOver(IArgumentOperation argument)
    {
        if (argument.Value.Type?.TypeKind != TypeKind.Delegate || _flow.BodyOf(((IInvocationOperation)argument.Parent!).TargetMethod) is not null)
        {
            return;
        }

        foreach (var body in _flow.DelegateBodies(argument.Value))
        {
            if (CanEnter(body))
            {
                Optional(argument, () => InScope(ScopeKind.Routine, body, () => Routine(body)));
            }
        }
    }

    private bool CanEnter(IOperation body) =>
        _current is not null && _calls.Count <= MaximumCallDepth && !_calls.Any(open => ReferenceEquals(open, body));
}
