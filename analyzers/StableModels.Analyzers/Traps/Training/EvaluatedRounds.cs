using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>In which rounds of a training loop its evaluation runs.</summary>
internal static class EvaluatedRounds
{
    /// <summary>if (epoch == last) evaluates in one round, perhaps; if (epoch % 10 == 0) and if (loss &lt; best) in more.</summary>
    public static bool AreFew(TrainingCode code, TrainingEvent forward, TrainingEvent evaluation, EventScope loop) =>
        evaluation.Scope.Chain()
            .TakeWhile(scope => !ReferenceEquals(scope, loop))
            .Where(scope => scope.Kind == ScopeKind.Branch)
            .Any(scope => scope.Operation switch
            {
                IConditionalOperation choice => ComparesNumbers(code, choice.Condition, BinaryOperatorKind.Equals),
                IConditionalAccessOperation or IArgumentOperation => false,
                _ => true,
            })
        || (loop.Operation is ILoopOperation { Body: IBlockOperation body } && Guards(body, forward, evaluation).Any(guard => ComparesNumbers(code, guard.Condition, BinaryOperatorKind.NotEquals)));

    // if (epoch != last) continue; between the training and its evaluation.
    private static IEnumerable<IConditionalOperation> Guards(IBlockOperation body, TrainingEvent forward, TrainingEvent evaluation)
    {
        if (!body.Syntax.Span.Contains(forward.Operation.Syntax.Span))
        {
            return [];
        }

        var start = forward.Operation.Syntax.SpanStart;
        var end = body.Syntax.Span.Contains(evaluation.Operation.Syntax.Span) ? evaluation.Operation.Syntax.SpanStart : body.Syntax.Span.End;
        return body.Operations.OfType<IConditionalOperation>().Where(guard =>
            guard.Syntax.SpanStart > start && guard.Syntax.SpanStart < end && guard.WhenFalse is null && Continues(guard.WhenTrue));
    }

    private static bool Continues(IOperation body) => body switch
    {
        IBranchOperation jump => jump.BranchKind == BranchKind.Continue,
        IBlockOperation { Operations: [var only] } => Continues(only),
        _ => false,
    };

    private static bool ComparesNumbers(TrainingCode code, IOperation condition, BinaryOperatorKind equality)
    {
        condition = code.Flow.Resolve(condition);
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } negated)
        {
            return ComparesNumbers(code, negated.Operand, equality == BinaryOperatorKind.Equals ? BinaryOperatorKind.NotEquals : BinaryOperatorKind.Equals);
        }

        var comparisons = condition.DescendantsAndSelf().OfType<IBinaryOperation>().ToList();
        return comparisons.Exists(comparison =>
                (comparison.OperatorKind == equality || comparison.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                    or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
                && comparison.LeftOperand.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
            && !comparisons.Exists(part => part.OperatorKind == BinaryOperatorKind.Remainder);
    }
}
