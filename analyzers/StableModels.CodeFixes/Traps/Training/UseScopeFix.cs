using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Traps.Training;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5108: declares the scope with using.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UseScopeFix() : TorchSharpCodeFix(RuleIds.UndisposedScope)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (!diagnostic.Properties.ContainsKey(UndisposedScope.NeedsUsing))
        {
            return Task.CompletedTask;
        }

        const string Title = "Declare the scope with using";
        switch (StatementEdits.Of(node))
        {
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration:
                Register(context, diagnostic, Title, editor => editor.ReplaceNode(declaration, UsingDeclaration(declaration)));
                break;
            case ExpressionStatementSyntax { Expression: var scope } statement when StatementEdits.CanBeTaken(statement):
                var text = "using var disposeScope = " + scope.WithoutTrivia() + ";";
                Register(context, diagnostic, Title, editor => editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(text).WithTriviaFrom(statement)));
                break;
            default:
                break;
        }

        return Task.CompletedTask;
    }

    private static LocalDeclarationStatementSyntax UsingDeclaration(LocalDeclarationStatementSyntax declaration)
    {
        var keyword = SyntaxFactory.Token(declaration.GetLeadingTrivia(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return declaration.WithoutLeadingTrivia().WithUsingKeyword(keyword);
    }
}
