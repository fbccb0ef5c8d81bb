using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5003: a List of modules becomes a ModuleList, which has the list's members.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModuleListCodeFix))]
[Shared]
public sealed class ModuleListCodeFix() : TorchSharpCodeFix(RuleIds.CollectionOfModules)
{
    // What a ModuleList has under the same name.
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal) { "Add", "Insert", "Remove", "RemoveAt", "Clear", "Contains", "IndexOf", "CopyTo", "Count" };

    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        var declaration = node.FirstAncestorOrSelf<VariableDeclarationSyntax>();
        if (node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } variable
            || declaration is not { Variables.Count: 1, Type: GenericNameSyntax { Identifier.ValueText: "List", TypeArgumentList.Arguments.Count: 1 } list, Parent: FieldDeclarationSyntax { Parent: TypeDeclarationSyntax type } })
        {
            return;
        }

        var name = variable.Identifier.ValueText;
        var creations = type.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Where(a => a.Left is IdentifierNameSyntax left && left.Identifier.ValueText == name)
            .Select(a => a.Right)
            .ToList();
        if (variable.Initializer is { } initializer)
        {
            creations.Add(initializer.Value);
        }

        var usesOnlyShared = type.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(m => m.Expression is IdentifierNameSyntax owner && owner.Identifier.ValueText == name)
            .All(m => Shared.Contains(m.Name.Identifier.ValueText) || m.Name.Identifier.ValueText is "Select" or "Where" or "ToList" or "ToArray" or "Sum");
        if (creations.Count != 1 || !IsEmptyCreation(creations[0]) || !usesOnlyShared)
        {
            return;
        }

        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var moduleList = model?.Compilation.GetTypeByMetadataName("TorchSharp.Modules.ModuleList`1");
        if (moduleList is null)
        {
            return;
        }

        var known = model!.LookupNamespacesAndTypes(list.SpanStart, name: "ModuleList").OfType<INamedTypeSymbol>().Any(t => SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, moduleList));
        var replacement = SyntaxFactory.ParseTypeName((known ? "" : "TorchSharp.Modules.") + "ModuleList" + list.TypeArgumentList);
        Register(context, diagnostic, "Use a ModuleList", editor =>
        {
            editor.ReplaceNode(list, replacement.WithTriviaFrom(list));
            editor.ReplaceNode(creations[0], SyntaxFactory.ParseExpression("new " + replacement + "()").WithTriviaFrom(creations[0]));
        });
    }

    private static bool IsEmptyCreation(ExpressionSyntax value) => value switch
    {
        ObjectCreationExpressionSyntax { Initializer: null, ArgumentList: null or { Arguments.Count: 0 } } => true,
        ImplicitObjectCreationExpressionSyntax { Initializer: null, ArgumentList.Arguments.Count: 0 } => true,
        CollectionExpressionSyntax { Elements.Count: 0 } => true,
        _ => false,
    };
}
