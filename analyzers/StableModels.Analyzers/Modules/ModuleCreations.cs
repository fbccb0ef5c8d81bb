using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// Where a compilation makes objects of a class: inside of another module, which registers them with its own parts, or outside.
/// Built on the first question, from names alone; only the classes around a name are looked up.
/// </summary>
internal sealed class ModuleCreations
{
    private const string Unnamed = "";

    private static readonly ConditionalWeakTable<KnownSymbols, ModuleCreations> Cache = new();

    private readonly KnownSymbols _known;
    private readonly Compilation _compilation;
    private readonly Lazy<ILookup<string, BaseObjectCreationExpressionSyntax>> _creations;

    private ModuleCreations(KnownSymbols known, Compilation compilation)
    {
        _known = known;
        _compilation = compilation;
        _creations = new Lazy<ILookup<string, BaseObjectCreationExpressionSyntax>>(() => compilation.SyntaxTrees
            .SelectMany(tree => tree.GetRoot().DescendantNodes())
            .OfType<BaseObjectCreationExpressionSyntax>()
            .ToLookup(creation => NameOf(creation) ?? Unnamed, creation => creation, StringComparer.Ordinal));
    }

    public static ModuleCreations Of(KnownSymbols known, Compilation compilation) => Cache.GetValue(known, k => new ModuleCreations(k, compilation));

    /// <summary>Every <c>new</c> of the class.</summary>
    public IEnumerable<IObjectCreationOperation> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        // A new(...) whose class is written elsewhere is looked at where it has as many arguments as a constructor takes.
        foreach (var creation in _creations.Value[type.Name].Concat(_creations.Value[Unnamed].Where(unnamed => MayCreate(unnamed, type))))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_compilation.GetSemanticModel(creation.SyntaxTree).GetOperation(creation, cancellation) is IObjectCreationOperation made && KnownSymbols.Is(made.Type, type.OriginalDefinition))
            {
                yield return made;
            }
        }
    }

    private static bool MayCreate(BaseObjectCreationExpressionSyntax creation, INamedTypeSymbol type) =>
        (creation.ArgumentList?.Arguments.Count ?? 0) is var given
        && type.InstanceConstructors.Any(constructor => given <= constructor.Parameters.Length && given >= constructor.Parameters.Count(p => !p.IsOptional && !p.IsParams));

    /// <summary>Is the class made inside another module, but for a Sequential's arguments, or by a method that returns it?</summary>
    public bool MayBeRegisteredByAnother(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var creation in _creations.Value[type.Name])
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsReturned(creation) || (IsInOtherModule(creation, type, cancellation) && !IsInSequential(creation)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInOtherModule(SyntaxNode creation, INamedTypeSymbol type, CancellationToken cancellation) =>
        creation.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } around
        && _compilation.GetSemanticModel(around.SyntaxTree).GetDeclaredSymbol(around, cancellation) is INamedTypeSymbol owner
        && _known.IsModule(owner) && !SymbolEqualityComparer.Default.Equals(owner, type);

    private static bool IsInSequential(SyntaxNode creation) =>
        creation.Ancestors().TakeWhile(a => a is not StatementSyntax).OfType<InvocationExpressionSyntax>().Any(call => call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText == "Sequential",
            SimpleNameSyntax name => name.Identifier.ValueText == "Sequential",
            _ => false,
        });

    private static bool IsReturned(SyntaxNode creation) =>
        creation.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax or ConditionalExpressionSyntax;

    private static string? NameOf(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax { Type: var type } => NameOf(type),
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: var type } } } } => NameOf(type),
        { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax { Type: var type } } } => NameOf(type),
        _ => null,
    };

    private static string? NameOf(TypeSyntax type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => NameOf(nullable.ElementType),
        _ => null,
    };
}
