using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>A source in which the code around its findings stands several times, as fix-all meets it.</summary>
internal static class Repeated
{
    public const int Times = 3;

    /// <summary>Types with a finding are repeated under other names, a program's statements in blocks of their own.</summary>
    public static string Of(string source, IEnumerable<TextSpan> findings)
    {
        var root = CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions).GetCompilationUnitRoot();
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToList();
        var types = findings
            .Select(span => root.FindNode(span).AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().LastOrDefault())
            .OfType<BaseTypeDeclarationSyntax>()
            .Distinct()
            .OrderByDescending(type => type.SpanStart);
        var text = source;
        foreach (var type in types)
        {
            var copies = Enumerable.Range(1, Times - 1).Select(number => "\n\n" + Renamed(type, type.Identifier.ValueText + "Copy" + number));
            text = text.Insert(type.Span.End, string.Concat(copies));
        }

        if (statements.Count > 0 && findings.Any(span => statements.Exists(statement => statement.Span.Contains(span))))
        {
            var program = TextSpan.FromBounds(statements[0].FullSpan.Start, statements[^1].FullSpan.End);
            var block = "{\n" + source[program.Start..program.End] + "\n}\n";
            text = source[..program.Start] + string.Concat(Enumerable.Repeat(block, Times)) + text[program.End..];
        }

        return text;
    }

    private static string Renamed(BaseTypeDeclarationSyntax type, string name) =>
        type.ReplaceTokens(
            type.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == type.Identifier.ValueText),
            (token, _) => SyntaxFactory.Identifier(token.LeadingTrivia, name, token.TrailingTrivia)).ToString();
}
