using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;

namespace StableModels.CodeFixes.Declarations;

/// <summary>SM0001 makes the class partial; SM0002 makes the layer a partial property with a getter alone.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PartialDeclarationFix))]
[Shared]
public sealed class PartialDeclarationFix() : TorchSharpCodeFix(Rules.NotPartial, Rules.PropertyShape)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Id == Rules.NotPartial && node is TypeDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            // The first modifier carries the comments above.
            Register(context, diagnostic, "Make it partial", editor => editor.ReplaceNode(type, (current, _) =>
            {
                var declaration = (TypeDeclarationSyntax)current;
                var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
                return declaration.Modifiers.Count > 0
                    ? declaration.AddModifiers(partial)
                    : declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(declaration.Keyword.LeadingTrivia));
            }));
        }
        else if (diagnostic.Id == Rules.PropertyShape && node is PropertyDeclarationSyntax { AccessorList: { } accessors } property
            && accessors.Accessors.All(a => a.Body is null && a.ExpressionBody is null) && property.Modifiers.Count > 0)
        {
            Register(context, diagnostic, "Make it a partial property with a getter", editor => editor.ReplaceNode(property, (current, _) => Partial((PropertyDeclarationSyntax)current)));
        }

        return Task.CompletedTask;
    }

    private static PropertyDeclarationSyntax Partial(PropertyDeclarationSyntax property)
    {
        var modifiers = SyntaxFactory.TokenList(property.Modifiers.Where(m => !m.IsKind(SyntaxKind.StaticKeyword) && !m.IsKind(SyntaxKind.PartialKeyword)))
            .Add(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        var accessors = property.AccessorList!;
        var end = property.GetTrailingTrivia();
        var getter = accessors.Accessors.Where(a => a.IsKind(SyntaxKind.GetAccessorDeclaration)).Take(1);
        return property
            .WithModifiers(modifiers)
            .WithInitializer(null)
            .WithSemicolonToken(default)
            .WithAccessorList(accessors.WithAccessors(SyntaxFactory.List(getter)))
            .WithTrailingTrivia(end);
    }
}
