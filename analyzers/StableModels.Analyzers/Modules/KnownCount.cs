using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// What a number is known to be: a constant, a name that is given one, or a constructor's parameter, which is what the
/// compilation's own calls of the constructor pass; where they differ, the largest.
/// </summary>
internal sealed class KnownCount(KnownSymbols known, Compilation compilation, CancellationToken cancellation)
{
    private const int DeepestNesting = 6;

    private int _nesting;

    public int? Of(IOperation? value)
    {
        if (value is null || _nesting >= DeepestNesting)
        {
            return null;
        }

        _nesting++;
        try
        {
            return Rounds.Constant(value) ?? value switch
            {
                IConversionOperation conversion => Of(conversion.Operand),
                IParenthesizedOperation parenthesized => Of(parenthesized.Operand),
                IParameterReferenceOperation { Parameter: var parameter } => Of(parameter),
                ILocalReferenceOperation { Local: var local } => OfName(local, isLocal: true),
                IFieldReferenceOperation { Field: { IsReadOnly: true } field } => OfName(field, isLocal: false),
                IPropertyReferenceOperation { Property: var property } => OfProperty(property),
                _ => null,
            };
        }
        finally
        {
            _nesting--;
        }
    }

    /// <summary>What a constructor's parameter is given; its default where nobody calls the constructor.</summary>
    public int? Of(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type })
        {
            return null;
        }

        int? largest = null;
        var isCalled = false;
        foreach (var creation in ModuleCreations.Of(known, compilation).Of(type, cancellation))
        {
            isCalled = true;
            foreach (var argument in creation.Arguments)
            {
                if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition, parameter.OriginalDefinition) && Of(argument.Value) is { } given && !(given <= largest))
                {
                    largest = given;
                }
            }
        }

        return isCalled ? largest : parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: int usual } ? usual : null;
    }

    private int? OfProperty(IPropertySymbol property) => property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
    {
        // record Config(int Layers)
        ParameterSyntax positional => property.ContainingType.InstanceConstructors.SelectMany(c => c.Parameters)
            .FirstOrDefault(p => p.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) == positional)) is { } parameter ? Of(parameter) : null,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var body } => Of(Read(body)),
        PropertyDeclarationSyntax when property.SetMethod is null => OfName(property, isLocal: false),
        _ => null,
    };

    // The one value that a local, or a member that only constructors set, is given.
    private int? OfName(ISymbol name, bool isLocal)
    {
        if (name.DeclaringSyntaxReferences is not [var reference])
        {
            return null;
        }

        var declaration = reference.GetSyntax(cancellation);
        var given = declaration switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        };
        SyntaxNode? scope = isLocal ? declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() : declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        scope = scope is GlobalStatementSyntax ? scope.Parent : scope;
        var written = scope is null ? [] : scope.DescendantNodes().Where(node => Written(node) == name.Name).Take(2).ToArray();
        return (given, written) switch
        {
            ({ } value, []) => Of(Read(value)),
            (null, [AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment]) => Of(Read(assignment.Right)),
            _ => null,
        };
    }

    private static string? Written(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => Name(assignment.Left),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } change => Name(change.Operand),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } change => Name(change.Operand),
        ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } argument => Name(argument.Expression),
        _ => null,
    };

    private static string? Name(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private IOperation? Read(ExpressionSyntax value) => compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation);
}
