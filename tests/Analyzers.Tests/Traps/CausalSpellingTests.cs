using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>is_causal, as PyTorch spells it, becomes TorchSharp's is_casual.</summary>
[TestFixture]
public sealed class CausalSpellingTests
{
    [TestCase("functional.scaled_dot_product_attention(x, x, x, is_causal: true)", "functional.scaled_dot_product_attention(x, x, x, is_casual: true)")]
    [TestCase("functional.scaled_dot_product_attention(x, x, x, p: 0.1, /* mask */ is_causal: true)", "functional.scaled_dot_product_attention(x, x, x, p: 0.1, /* mask */ is_casual: true)")]
    public async Task Is_respelt(string before, string after) => Assert.That(await Fixed(In(before)), Is.EqualTo(In(after)));

    [TestCase("Attention(x, is_causal: true)", Description = "a method of the user's")]
    [TestCase("functional.softmax(x, 1, is_causal: true)", Description = "has no such parameter in any spelling")]
    [TestCase("functional.scaled_dot_product_attention(x, x, x, causal: true)", Description = "another name")]
    public async Task Is_left_alone(string code) => Assert.That(await Fixed(In(code)), Is.Null);

    [Test]
    public Task Several_at_once() => new FixSession(null, new CausalSpellingFix()).RepairsAllAtOnce(
        string.Concat(Enumerable.Range(0, 3).Select(i => In("functional.scaled_dot_product_attention(x, x, x, is_causal: true)").Replace("Heads", "Heads" + i, StringComparison.Ordinal) + "\n")));

    private static string In(string expression) => $$"""
        public static class Heads
        {
            public static Tensor Run(Tensor x) => {{expression}};

            private static Tensor Attention(Tensor x, bool is_casual) => is_casual ? x : -x;
        }
        """;

    // Null where the compiler objects and nothing is offered.
    private static async Task<string?> Fixed(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "UnderTest", "UnderTest", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options(source),
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: TestCompilation.References(source)));
        project = project.AddDocument("Usings.cs", TestCompilation.GlobalUsings(source)).Project;
        var document = project.AddDocument("Test.cs", source);
        var fix = new CausalSpellingFix();
        var found = (await document.GetSemanticModelAsync())!.GetDiagnostics().Single(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(fix.FixableDiagnosticIds, Does.Contain(found.Id));
        var offered = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, found, (action, _) => offered.Add(action), CancellationToken.None));
        if (offered is not [var only])
        {
            return null;
        }

        var change = (await only.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        var changed = change.ChangedSolution.GetDocument(document.Id)!;
        Assert.That((await changed.GetSemanticModelAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        return (await changed.GetTextAsync()).ToString();
    }
}
