using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using StableModels.Analyzers;
using StableModels.Generator.Parsing;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>
/// Turns a hand-written MLP or residual block into a declared one with the same parameters under the same names. It is offered on the class's name,
/// and only where the translation is certain: the class holds nothing that attributes do not say, and the generator accepts what comes out.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(DeclareModelRefactoring))]
[Shared]
public sealed class DeclareModelRefactoring : CodeRefactoringProvider
{
    private const string Title = "Declare with StableModels attributes";

    /// <inheritdoc />
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var cancellation = context.CancellationToken;
        var root = await context.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root?.FindToken(context.Span.Start).Parent is not ClassDeclarationSyntax declaration || !declaration.Identifier.Span.IntersectsWith(context.Span)
            || await context.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        if (KnownSymbols.For(model.Compilation) is not { StableModelAttribute: not null } known
            || HandWrittenModule.Read(declaration, model, known, cancellation) is not { } module)
        {
            return;
        }

        var changed = await Declare(context.Document, root, declaration, module, cancellation).ConfigureAwait(false);
        if (await IsAccepted(changed, declaration.Identifier.ValueText, model.GetDeclaredSymbol(declaration, cancellation)!, cancellation).ConfigureAwait(false))
        {
            context.RegisterRefactoring(CodeAction.Create(Title, _ => Task.FromResult(changed), equivalenceKey: Title));
        }
    }

    private static async Task<Document> Declare(Document document, SyntaxNode root, ClassDeclarationSyntax declaration, HandWrittenModule module, CancellationToken cancellation)
    {
        var mark = new SyntaxAnnotation();
        var declared = Parse(declaration, module).WithAdditionalAnnotations(mark);
        var replaced = document.WithSyntaxRoot(root.ReplaceNode(declaration, declared));
        var imported = await ImportAdder.AddImportsAsync(replaced, mark, cancellationToken: cancellation).ConfigureAwait(false);
        var simple = await Simplifier.ReduceAsync(imported, mark, cancellationToken: cancellation).ConfigureAwait(false);
        return await LineEndings.Keep(document, simple, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the generator's own parser takes the class as it is now.</summary>
    private static async Task<bool> IsAccepted(Document changed, string name, INamedTypeSymbol before, CancellationToken cancellation)
    {
        var compilation = await changed.Project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        return compilation?.GetTypeByMetadataName(before.ContainingNamespace.IsGlobalNamespace ? name : before.ContainingNamespace.ToDisplayString() + "." + name) is { } type
            && DeclarationParser.Parse(type, compilation, cancellation) is { Spec: not null, Faults.Count: 0 };
    }

    private static MemberDeclarationSyntax Parse(ClassDeclarationSyntax declaration, HandWrittenModule module)
    {
        var text = new StringBuilder();
        const char End = '\n';
        var indentation = string.Concat(declaration.GetLeadingTrivia().Reverse().TakeWhile(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Select(static t => t.ToString()));
        var inner = indentation + "    ";

        text.Append(string.Concat(declaration.AttributeLists.Select(static l => l.ToFullString())));
        text.Append(declaration.AttributeLists.Count > 0 ? indentation : declaration.GetLeadingTrivia().ToFullString());
        text.Append('[').Append(AttributeOf(module)).Append(']').Append(End);
        text.Append(indentation).Append(string.Concat(declaration.Modifiers.Where(static m => !m.IsKind(SyntaxKind.PartialKeyword)).Select(static m => m.Text + " ")));
        text.Append("partial class ").Append(declaration.Identifier.Text).Append(module.Parameters.Parameters.Count > 0 ? module.Parameters.WithoutTrivia().ToFullString() : "").Append(End);
        text.Append(indentation).Append('{').Append(End);
        var isFirst = true;
        foreach (var member in module.Members)
        {
            if (!isFirst)
            {
                text.Append(End);
            }

            foreach (var comment in Comments(member.Field))
            {
                text.Append(inner).Append(comment).Append(End);
            }

            text.Append(inner).Append('[').Append(member.StartsBranch ? "global::StableModels.Branch, " : "").Append(member.Layer.Attribute).Append(']').Append(End);
            text.Append(inner).Append("public partial ").Append(member.Layer.Type).Append(' ').Append(member.Name).Append(" { get; }").Append(End);
            isFirst = false;
        }

        text.Append(indentation).Append('}');
        return SyntaxFactory.ParseMemberDeclaration(text.ToString())!.WithTrailingTrivia(declaration.GetTrailingTrivia());
    }

    private static string AttributeOf(HandWrittenModule module) => "global::StableModels." + module switch
    {
        { IsResidual: true, AddsNorms: true } => "ResidualBlock(Norm = global::StableModels.NormPlacement.None)",
        { IsResidual: true } => "ResidualBlock",
        { IsPart: true } => "Sequence",
        _ => "StableModel",
    };

    private static IEnumerable<string> Comments(FieldDeclarationSyntax? field) => field is null ? [] : field.GetLeadingTrivia().Concat(field.GetTrailingTrivia())
        .Where(static t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))
        .SelectMany(static t => t.ToFullString().Split('\n'))
        .Select(static line => line.Trim())
        .Where(static line => line.Length > 0);
}
