using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>How often a counted loop or a query runs.</summary>
internal static class Rounds
{
    /// <summary>The constant that an expression is.</summary>
    public static int? Constant(IOperation value) => value.ConstantValue switch
    {
        { HasValue: true, Value: int number } => number,
        { HasValue: true, Value: long and >= int.MinValue and <= int.MaxValue and var number } => (int)number,
        _ => null,
    };

    /// <summary><c>for (var i = a; i &lt; b; i++)</c>.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="number">What an expression is known to be.</param>
    public static int? Of(ILoopOperation loop, Func<IOperation, int?> number) =>
        loop is IForLoopOperation
        {
            Before: [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var counter } declarator] }] }],
            Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, LeftOperand: var left } test,
            AtLoopBottom: [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } }],
        }
        && Unconverted(left) is ILocalReferenceOperation { Local: var tested } && SymbolEqualityComparer.Default.Equals(tested, counter)
        && declarator.GetVariableInitializer() is { Value: var first } && number(first) is { } start
        && number(test.RightOperand) is { } end
            ? end - start + (test.OperatorKind == BinaryOperatorKind.LessThanOrEqual ? 1 : 0)
            : null;

    /// <summary><c>Enumerable.Range(a, n)</c> and <c>Enumerable.Repeat(x, n)</c>.</summary>
    /// <param name="query">What the selector is called for.</param>
    /// <param name="number">What an expression is known to be.</param>
    public static int? OfQuery(IOperation query, Func<IOperation, int?> number) =>
        Unconverted(query) is IInvocationOperation { TargetMethod: { Name: "Range" or "Repeat" } method, Arguments: [_, { Value: var count }] } && IsQuery(method) ? number(count) : null;

    public static bool IsQuery(IMethodSymbol method) =>
        method.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation { Operand: var inner } ? Unconverted(inner) : value;
}
