using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>What an expression stands for once its spelling (conversions, parentheses, await) is taken off.</summary>
internal static class Expression
{
    /// <summary>The local, parameter, field or property that an expression names, on this object or statically.</summary>
    public static ISymbol? SlotOf(IOperation value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        IVariableDeclaratorOperation declarator => declarator.Symbol,
        _ => null,
    };

    public static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IArgumentOperation argument:
                    value = argument.Value;
                    break;
                case IAwaitOperation awaited:
                    value = awaited.Operation;
                    break;
                case IDeclarationExpressionOperation declaration:
                    value = declaration.Expression;
                    break;
                case IVariableInitializerOperation initializer:
                    value = initializer.Value;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>What a method is called on: its instance, or the first argument of an extension method.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation invocation)
    {
        var receiver = invocation.Instance
            ?? (invocation.TargetMethod.IsExtensionMethod && invocation.Arguments.Length > 0 ? invocation.Arguments[0].Value : null);
        return receiver is null ? null : Unwrap(receiver);
    }

    /// <summary>What stands left of the <c>?.</c> that this placeholder belongs to.</summary>
    public static IOperation? ReceiverOf(IConditionalAccessInstanceOperation placeholder)
    {
        for (IOperation child = placeholder, parent = placeholder.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
            {
                return access.Operation;
            }
        }

        return null;
    }

    public static bool IsFramework(ISymbol symbol)
    {
        for (var space = symbol.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.ContainingNamespace is { IsGlobalNamespace: true })
            {
                return space.Name is "System";
            }
        }

        return false;
    }
}
