using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5004: the backing field of the property is given the name that PyTorch would use.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ComponentNameCodeFix))]
[Shared]
public sealed class ComponentNameCodeFix() : TorchSharpCodeFix(RuleIds.AutoPropertyComponent)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } property)
        {
            var name = SnakeCase(property.Identifier.ValueText);
            Register(context, diagnostic, "Name the component", editor => editor.ReplaceNode(property, (current, _) =>
            {
                var old = (PropertyDeclarationSyntax)current;
                var attribute = SyntaxFactory.AttributeList(
                        SyntaxFactory.AttributeTargetSpecifier(SyntaxFactory.Token(SyntaxKind.FieldKeyword)),
                        SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
                            SyntaxFactory.ParseName("TorchSharp.Utils.ComponentName"),
                            SyntaxFactory.ParseAttributeArgumentList("(Name = \"" + name + "\")"))))
                    .WithTrailingTrivia(SyntaxFactory.EndOfLine("\n"))
                    .WithAdditionalAnnotations(Formatter.Annotation);
                return old.WithoutLeadingTrivia()
                    .WithAttributeLists(old.AttributeLists.Insert(0, attribute))
                    .WithLeadingTrivia(old.GetLeadingTrivia())
                    .WithAdditionalAnnotations(Formatter.Annotation);
            }));
        }

        return Task.CompletedTask;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
