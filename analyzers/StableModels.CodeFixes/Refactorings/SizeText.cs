using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>A constructor's argument as an attribute can say it: a constant, a parameter's name, or arithmetic over both.</summary>
internal sealed class SizeText(SemanticModel model, IMethodSymbol constructor, ISet<string> used)
{
    /// <summary>The size as C# in an attribute: <c>64</c>, <c>nameof(width)</c>, <c>$"4 * {nameof(width)}"</c>. Null where that cannot be said.</summary>
    public string? InAttribute(ExpressionSyntax expression)
    {
        expression = Bare(expression);
        if (Constant(expression) is { } number)
        {
            return number;
        }

        if (Parameter(expression, IsInteger) is { } name)
        {
            return "nameof(" + name + ")";
        }

        return Write(expression, static name => "{nameof(" + name + ")}") is { } text ? "$\"" + text + "\"" : null;
    }

    /// <summary>The same inside the text of Args: <c>4 * width</c>.</summary>
    public string? InArgs(ExpressionSyntax expression) => Constant(Bare(expression)) ?? Write(Bare(expression), static name => name);

    /// <summary>A parameter that is named as it is, of a type that the layer takes.</summary>
    public string? Parameter(ExpressionSyntax expression, Func<ITypeSymbol, bool> fits)
    {
        if (Bare(expression) is IdentifierNameSyntax identifier
            && model.GetSymbolInfo(identifier).Symbol is IParameterSymbol parameter
            && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, constructor)
            && fits(parameter.Type))
        {
            used.Add(parameter.Name);
            return identifier.Identifier.Text;
        }

        return null;
    }

    public static bool IsInteger(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    private string? Write(ExpressionSyntax expression, Func<string, string> name) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Write(inner.Expression, name) is { } text ? "(" + text + ")" : null,
        BinaryExpressionSyntax binary when Operator(binary) is { } sign
            && Write(binary.Left, name) is { } left && Write(binary.Right, name) is { } right => left + " " + sign + " " + right,
        _ => Constant(expression) ?? (Parameter(expression, IsInteger) is { } parameter ? name(parameter) : null),
    };

    private static string? Operator(BinaryExpressionSyntax binary) => binary.Kind() switch
    {
        SyntaxKind.AddExpression => "+",
        SyntaxKind.SubtractExpression => "-",
        SyntaxKind.MultiplyExpression => "*",
        SyntaxKind.DivideExpression => "/",
        SyntaxKind.ModuloExpression => "%",
        _ => null,
    };

    private string? Constant(ExpressionSyntax expression) => model.GetConstantValue(expression) is { HasValue: true, Value: int or long } constant
        ? Convert.ToString(constant.Value, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax inner)
        {
            expression = inner.Expression;
        }

        return expression;
    }
}
