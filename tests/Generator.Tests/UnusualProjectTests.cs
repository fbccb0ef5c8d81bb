using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>Declarations in projects of other settings, and those at which the compiler stops: what is generated adds no error and no warning of its own.</summary>
[TestFixture]
internal sealed class UnusualProjectTests
{
    private const string Layer = "[Linear(nameof(width), 3)] public partial Linear Head { get; }";

    private const string Model = """
        [StableModel, AdamW, ClipNorm(1), MixedPrecision(HalfType.BFloat16)]
        internal partial class Net(int width, int depth, uint more, byte few)
        {
            [Linear("more + few", "width * width")] public partial Linear In { get; }
            [Linear("width * width", nameof(width))] public partial Linear Back { get; }
            [Stack(nameof(depth), Recompute = true)] public partial ModuleList<Block> Blocks { get; }
        }
        [ResidualBlock(Scale = ResidualScale.DeepScaleLM)] internal partial class Block(int width) { [FeedForward(nameof(width), "4 * width")] public partial FeedForward Mlp { get; } }
        """;

    private static IEnumerable<TestCaseData> Clean =>
    [
        new TestCaseData(new Project { Nullable = NullableContextOptions.Disable }, Model).SetArgDisplayNames("nullable off"),
        new TestCaseData(new Project { Nullable = NullableContextOptions.Warnings }, Model).SetArgDisplayNames("nullable warnings"),
        new TestCaseData(new Project { Nullable = NullableContextOptions.Annotations }, Model).SetArgDisplayNames("nullable annotations"),
        new TestCaseData(new Project { Language = LanguageVersion.CSharp13 }, Model).SetArgDisplayNames("C# 13"),
        new TestCaseData(new Project { Language = LanguageVersion.Preview }, Model).SetArgDisplayNames("C# preview"),
        new TestCaseData(new Project { CheckOverflow = true }, Model).SetArgDisplayNames("checked arithmetic"),
        new TestCaseData(new Project { Nullable = NullableContextOptions.Disable }, $$"""[StableModel] internal partial class Net(int width) { {{Layer}} public override Tensor forward(Tensor a, Tensor b) => Head.call(a + b); }""").SetArgDisplayNames("own forward, nullable off"),
        new TestCaseData(new Project { AllowUnsafe = true }, """[StableModel] internal unsafe partial class Net(int width) { [Linear(nameof(width), 3)] public unsafe partial Linear Head { get; } }""").SetArgDisplayNames("unsafe"),
        new TestCaseData(new Project { Language = LanguageVersion.Preview }, $$"""[StableModel] internal partial class Net(int width) { public string Title { get => field; set => field = value ?? ""; } = ""; {{Layer}} }""").SetArgDisplayNames("a property of the keyword field"),
        new TestCaseData(new Project { Usings = "" }, Qualified("A.System.Linq")).SetArgDisplayNames("no usings, in a namespace System"),
        new TestCaseData(new Project { Usings = "" }, Qualified("A.TorchSharp.Modules")).SetArgDisplayNames("no usings, in a namespace TorchSharp"),
        new TestCaseData(new Project { Usings = "" }, Qualified("A.StableModels.Layers")).SetArgDisplayNames("no usings, in a namespace StableModels"),
        new TestCaseData(new Project { Usings = "global using Linear = System.String; global using Tensor = System.Int32; global using ModelSummary = System.Text.StringBuilder;" }, Qualified("A")).SetArgDisplayNames("aliases of our names"),
    ];

    private static IEnumerable<TestCaseData> Broken =>
    [
        new TestCaseData($$"""[StableModel] internal unsafe partial class Net(int width) { {{Layer}} }""", "CS0227").SetArgDisplayNames("an unsafe class where none may be"),
        new TestCaseData("""[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public unsafe partial Linear Head { get; } }""", "CS0227").SetArgDisplayNames("an unsafe layer where none may be"),
        new TestCaseData("""[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 0)] public unsafe partial Linear Head { get; } }""", "CS0227").SetArgDisplayNames("an unsafe layer that is faulty too"),
        new TestCaseData("""[StableModel] internal partial class Net(int depth) { [Stack(nameof(depth))] public partial ModuleList<string> Blocks { get; } }""", "CS0311 CS9248").SetArgDisplayNames("a list of strings"),
        new TestCaseData("""[StableModel] internal partial class Net(int depth) { [Stack(nameof(depth))] public partial ModuleList<int> Blocks { get; } }""", "CS0315 CS9248").SetArgDisplayNames("a list of numbers"),
        new TestCaseData("""[StableModel] internal partial class Net<T>(int depth) { [Stack(nameof(depth))] public partial ModuleList<T> Blocks { get; } }""", "CS0314 CS9248").SetArgDisplayNames("a list of anything"),
        new TestCaseData("""[StableModel] internal partial class Net(int depth) { [Stack(nameof(depth))] public partial ModuleList<string[]> Blocks { get; } }""", "CS0311 CS9248").SetArgDisplayNames("a list of arrays"),
        new TestCaseData("""[StableModel] internal partial class Net(int width) { [Layer] internal partial Own Part { get; } } file sealed class Own(int width) : nn.Module<Tensor, Tensor>("own") { public int Width => width; public override Tensor forward(Tensor x) => x; }""", "CS9051 CS9248").SetArgDisplayNames("a layer of a file-local class"),
        new TestCaseData("""[StableModel] internal partial class Net(int é, int é) { [Linear(nameof(é), 3)] public partial Linear Head { get; } }""".Normalize(), "CS0100 CS0229").SetArgDisplayNames("two parameters of one name"),
        new TestCaseData($$"""internal partial interface IOuter<in T, out U> { [StableModel] internal partial class Net(int width) { {{Layer}} } }""", "CS8427").SetArgDisplayNames("in an interface of variance"),
        new TestCaseData("[StableModel] internal delegate void D();", "CS0592").SetArgDisplayNames("a delegate"),
        new TestCaseData("[StableModel] internal enum E { A }", "CS0592").SetArgDisplayNames("an enum"),
    ];

    [TestCaseSource(nameof(Clean))]
    public void Nothing_is_said(Project project, string source)
    {
        var generation = Generation.Of(project, source);
        Assert.That(generation.Sources, Is.Not.Empty);
        generation.AssertClean();
    }

    /// <summary>What the compiler says of the written part it does not say again of the generated one.</summary>
    [TestCaseSource(nameof(Broken))]
    public void An_error_stays_where_it_was_made(string source, string errors)
    {
        var found = Generation.Of(source).Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(found.Select(static error => error.Id).Distinct().Order(), Is.EqualTo(errors.Split(' ')));
            Assert.That(found.Select(static error => error.Location.GetLineSpan().Path), Has.All.EqualTo("Test0.cs"));
        });
    }

    /// <summary>The generator's own errors stand where the compiler's do.</summary>
    [Test]
    public void A_line_directive_is_followed()
    {
        var said = Generation.Of($$"""
            #line 40 "other.cs"
            [StableModel] internal class Net(int width) { {{Layer}} }
            """).Result.Diagnostics.Single();
        Assert.That((said.Id, said.Location.GetLineSpan().Path, said.Location.GetMappedLineSpan().Path, said.Location.GetMappedLineSpan().StartLinePosition.Line), Is.EqualTo(("SM0001", "Test0.cs", "other.cs", 39)));
    }

    private static string Qualified(string space) => $$"""
        namespace {{space}};
        [global::StableModels.StableModel, global::StableModels.AdamW, global::StableModels.ClipNorm(1)]
        internal partial class Net(int width, int depth)
        {
            [global::StableModels.Stack(nameof(depth))] public partial global::TorchSharp.Modules.ModuleList<Block> Blocks { get; }
            [global::StableModels.Linear(nameof(width), 3)] public partial global::TorchSharp.Modules.Linear Head { get; }
        }
        [global::StableModels.ResidualBlock] internal partial class Block(int width) { [global::StableModels.FeedForward(nameof(width), 8)] public partial global::StableModels.Layers.FeedForward Mlp { get; } }
        """;
}
