using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>Follows the tensors through a straight-line <c>forward</c>: layers of fields, activations and sums, and nothing else.</summary>
internal sealed class ForwardReader(SemanticModel model, KnownSymbols known)
{
    private static readonly Dictionary<string, string> Activations = new(StringComparer.Ordinal)
    {
        ["relu"] = "Relu",
        ["gelu"] = "Gelu",
        ["silu"] = "Silu",
        ["tanh"] = "Tanh",
        ["sigmoid"] = "Sigmoid",
    };

    private readonly Dictionary<ISymbol, Stream> _known = new(SymbolEqualityComparer.Default);

    /// <summary>What the method returns, or null where it does anything that is not followed.</summary>
    public Stream? Read(MethodDeclarationSyntax forward)
    {
        if (model.GetDeclaredSymbol(forward) is not { Parameters: [var input] })
        {
            return null;
        }

        _known[input] = new Stream.Input();
        if (forward.ExpressionBody is { } arrow)
        {
            return Value(arrow.Expression);
        }

        var statements = forward.Body?.Statements ?? default;
        for (var i = 0; i < statements.Count; i++)
        {
            switch (statements[i])
            {
                case ReturnStatementSyntax { Expression: { } result } when i == statements.Count - 1:
                    return Value(result);
                case LocalDeclarationStatementSyntax scope when scope.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) && IsDisposeScope(scope):
                    continue;
                case LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value } variable] } local when local.UsingKeyword.IsKind(SyntaxKind.None):
                    if (!Assign(model.GetDeclaredSymbol(variable), value))
                    {
                        return null;
                    }

                    continue;
                case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } assignment } when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression):
                    if (!Assign(model.GetSymbolInfo(target).Symbol, assignment.Right))
                    {
                        return null;
                    }

                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private bool Assign(ISymbol? symbol, ExpressionSyntax value)
    {
        if (symbol is not (ILocalSymbol or IParameterSymbol) || Value(value) is not { } stream)
        {
            return false;
        }

        _known[symbol] = stream;
        return true;
    }

    private Stream? Value(ExpressionSyntax expression) => model.GetOperation(expression) is { } operation ? Value(operation) : null;

    private Stream? Value(IOperation operation) => operation switch
    {
        IParenthesizedOperation inner => Value(inner.Operand),
        IParameterReferenceOperation parameter => _known.TryGetValue(parameter.Parameter, out var stream) ? stream : null,
        ILocalReferenceOperation local => _known.TryGetValue(local.Local, out var stream) ? stream : null,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when known.IsTensor(sum.LeftOperand.Type) && known.IsTensor(sum.RightOperand.Type)
            && Value(sum.LeftOperand) is { } left && Value(sum.RightOperand) is { } right => new Stream.Sum(left, right),
        IInvocationOperation call => Call(call),
        _ => null,
    };

    private Stream? Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var written = call.Arguments.Where(static a => a.ArgumentKind == ArgumentKind.Explicit).ToList();
        if (call.Instance is null)
        {
            return method.IsStatic && Is(method.ContainingType, known.Torch, known.Functional) && written is [{ Value: var only }] && known.IsTensor(only.Type)
                ? Activation(method, only)
                : null;
        }

        if (known.IsTensor(call.Instance.Type))
        {
            return written.Count > 0 ? null
                : method.Name == "MoveToOuterDisposeScope" ? Value(call.Instance)
                : Activation(method, call.Instance);
        }

        return method.Name is "call" or "forward"
            && call.Instance is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field
            && written is [{ Value: var input }]
            && Value(input) is { } stream
                ? new Stream.Layer(stream, field.Field.Name, null)
                : null;
    }

    private Stream.Layer? Activation(IMethodSymbol method, IOperation input) =>
        Activations.TryGetValue(method.Name, out var name) && Value(input) is { } stream ? new Stream.Layer(stream, null, name) : null;

    private static bool Is(INamedTypeSymbol type, params INamedTypeSymbol?[] any) => any.Any(t => SymbolEqualityComparer.Default.Equals(t, type));

    private bool IsDisposeScope(LocalDeclarationStatementSyntax scope) =>
        scope.Declaration.Variables is [{ Initializer.Value: { } made }]
        && model.GetTypeInfo(made).Type is { } type
        && SymbolEqualityComparer.Default.Equals(type, known.DisposeScope);
}
