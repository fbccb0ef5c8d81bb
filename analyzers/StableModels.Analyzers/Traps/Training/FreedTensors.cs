using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>Whether anything frees the tensors of one training loop: a scope in it or around it, or a call that disposes them.</summary>
internal static class FreedTensors
{
    public static bool Of(TrainingCode code, TrainingStep step)
    {
        var chain = step.Event.Scope.Chain().ToList();
        var loops = chain.Where(scope => scope.Kind == ScopeKind.Loop).Select(scope => (ILoopOperation)scope.Operation).ToList();
        return step.Backwards.Where(backward => SharesLoop(backward, step.Event)).Append(step.Event).Any(e => e.Scope.Chain().Any(DisposeScopes.IsNamedScope))
            || InBody(code, loops[0].Body, [])
            || loops.Skip(1).Any(loop => Statements(loop.Body).Any(DisposeScopes.Disposes))
            || chain.Any(scope => scope.Kind == ScopeKind.Routine && OpensScopeBefore(code, scope.Operation, loops));
    }

    // A scope around the backward pass of another loop frees nothing of this one's.
    private static bool SharesLoop(TrainingEvent backward, TrainingEvent step) =>
        backward.Scope.InnermostLoop is { } around && (step.Scope.IsInside(around) || around.IsInside(step.Scope.InnermostLoop!));

    // The loop's own code and that of the methods and lambdas that it calls.
    private static bool InBody(TrainingCode code, IOperation body, HashSet<IOperation> visited)
    {
        if (!visited.Add(body))
        {
            return false;
        }

        var operations = body.DescendantsAndSelf().ToList();
        return DisposeScopes.DisposeAnything(code, operations)
            || operations.OfType<IInvocationOperation>().SelectMany(call => Called(code, call)).Any(called => InBody(code, called, visited));
    }

    private static IEnumerable<IOperation> Called(TrainingCode code, IInvocationOperation call) =>
        call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } target ? code.Flow.DelegateBodies(target)
        : code.Flow.BodyOf(call.TargetMethod) is { } body ? [body]
        : [];

    // An outer loop's statements, without the other loops in it.
    private static IEnumerable<IOperation> Statements(IOperation body)
    {
        foreach (var child in body.ChildOperations)
        {
            if (child is ILoopOperation)
            {
                continue;
            }

            yield return child;
            foreach (var inner in Statements(child))
            {
                yield return inner;
            }
        }
    }

    // var scope = NewDisposeScope(); before the loop, in a block around it, closed by hand.
    private static bool OpensScopeBefore(TrainingCode code, IOperation routine, List<ILoopOperation> loops) =>
        loops.Exists(loop => routine.Syntax.Span.Contains(loop.Syntax.Span) && routine.Descendants().Any(operation =>
            operation.Syntax.SpanStart < loop.Syntax.SpanStart
            && DisposeScopes.IsNewScope(code, operation)
            && Block(operation) is { } block && block.Syntax.Span.Contains(loop.Syntax.Span)));

    private static IOperation? Block(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IBlockOperation or IUsingOperation)
            {
                return at;
            }
        }

        return null;
    }
}
