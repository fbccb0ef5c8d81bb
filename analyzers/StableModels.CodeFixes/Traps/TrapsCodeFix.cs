using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5006 the second registration goes, SM5010 the using goes, SM5012 forward becomes call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TrapsCodeFix))]
[Shared]
public sealed class TrapsCodeFix() : TorchSharpCodeFix(RuleIds.DoubleRegistration, RuleIds.UsingOfInitializedWeight, RuleIds.HooksSkipped)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        switch (diagnostic.Id)
        {
            case RuleIds.DoubleRegistration when node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax } statement:
                Register(context, diagnostic, "Leave it to RegisterComponents()", editor => editor.RemoveNode(
                    statement, Comments.Around(statement) > 0 ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia));
                break;
            case RuleIds.UsingOfInitializedWeight when node is LocalDeclarationStatementSyntax declaration:
                Register(context, diagnostic, "Do not dispose the weight", editor => editor.ReplaceNode(declaration, (current, _) =>
                {
                    var old = (LocalDeclarationStatementSyntax)current;
                    return old.WithUsingKeyword(default).WithLeadingTrivia(old.GetLeadingTrivia());
                }));
                break;
            case RuleIds.HooksSkipped when node is SimpleNameSyntax name:
                Register(context, diagnostic, "Use call, which runs the hooks", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("call").WithTriviaFrom(name)));
                break;
        }

        return Task.CompletedTask;
    }
}
