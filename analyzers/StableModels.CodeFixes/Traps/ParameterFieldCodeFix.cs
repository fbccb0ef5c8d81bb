using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5005: the field becomes a Parameter, and what is assigned to it is wrapped in one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterFieldCodeFix))]
[Shared]
public sealed class ParameterFieldCodeFix() : TorchSharpCodeFix(RuleIds.TensorInsteadOfParameter)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable
            || variable.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return;
        }

        var name = variable.Identifier.ValueText;
        var values = type.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Where(a => a.Left is IdentifierNameSyntax left && left.Identifier.ValueText == name
                || a.Left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var member } && member == name)
            .Select(a => a.Right)
            .ToList();
        if (variable.Initializer is { } initializer)
        {
            values.Add(initializer.Value);
        }

        // Assigned in a constructor alone: a parameter that is replaced while training is another matter.
        if (values.All(v => v.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is null or ConstructorDeclarationSyntax))
        {
            var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            var factory = model?.LookupNamespacesAndTypes(declaration.SpanStart, name: "nn").Length > 0 ? "nn.Parameter(" : "TorchSharp.torch.nn.Parameter(";
            Register(context, diagnostic, "Make it a Parameter", editor =>
            {
                editor.ReplaceNode(declaration.Type, SyntaxFactory.ParseTypeName("TorchSharp.Modules.Parameter").WithTriviaFrom(declaration.Type).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation));
                foreach (var value in values)
                {
                    editor.ReplaceNode(value, SyntaxFactory.ParseExpression(factory + value.WithoutTrivia() + ")").WithTriviaFrom(value));
                }
            });
        }
    }
}
