using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5001 and SM5002: RegisterComponents() as the last statement of the constructor.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegisterComponentsCodeFix))]
[Shared]
public sealed class RegisterComponentsCodeFix() : TorchSharpCodeFix(RuleIds.MissingRegistration, RuleIds.EarlyRegistration)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Id == RuleIds.EarlyRegistration)
        {
            if (node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax block } call)
            {
                Register(context, diagnostic, "Call RegisterComponents() last", editor =>
                {
                    editor.RemoveNode(call, SyntaxRemoveOptions.KeepNoTrivia);
                    editor.InsertAfter(block.Statements.Last(), call.WithAdditionalAnnotations(Formatter.Annotation));
                });
            }
        }
        else if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            var constructors = type.Members.OfType<ConstructorDeclarationSyntax>()
                .Where(c => c.Initializer is not { RawKind: (int)SyntaxKind.ThisConstructorInitializer } && !c.Modifiers.Any(SyntaxKind.StaticKeyword))
                .ToArray();
            if (constructors.Length > 0 && constructors.All(c => c.Body is not null))
            {
                Register(context, diagnostic, "Call RegisterComponents()", editor =>
                {
                    foreach (var constructor in constructors)
                    {
                        var statement = SyntaxFactory.ParseStatement("RegisterComponents();").WithAdditionalAnnotations(Formatter.Annotation).WithTrailingTrivia(SyntaxFactory.EndOfLine("\n"));
                        editor.ReplaceNode(constructor.Body!, (current, _) => ((BlockSyntax)current).AddStatements(statement));
                    }
                });
            }
        }

        return Task.CompletedTask;
    }
}
