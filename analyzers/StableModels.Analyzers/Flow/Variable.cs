using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Flow;

/// <summary>A place whose content the walk follows: a local, a parameter, a field of this instance.</summary>
internal static class Variable
{
    public static ISymbol? Of(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Of(conversion.Operand),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IDeclarationExpressionOperation declaration => Of(declaration.Expression),
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Arguments.IsEmpty: true } property => property.Property,
        _ => null,
    };

    /// <summary>The variables that a loop's body may change.</summary>
    public static HashSet<ISymbol> WrittenIn(IOperation body)
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
            foreach (var symbol in All(target))
            {
                written.Add(symbol);
            }
        }

        return written;
    }

    private static IEnumerable<ISymbol> All(IOperation? target)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    foreach (var symbol in All(element))
                    {
                        yield return symbol;
                    }
                }

                break;
            case not null when Of(target) is { } variable:
                yield return variable;
                break;
        }
    }
}
