using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Refactorings;

namespace StableModels.Analyzers.Tests.Refactorings;

/// <summary>"Declare with StableModels attributes": what it makes, and where it keeps silent.</summary>
[TestFixture]
public sealed class DeclareModelTests
{
    private const string Mlp = """
        using StableModels;

        class Mlp : Module<Tensor, Tensor>
        {
            private readonly Linear fc1;
            private readonly Linear fc2;

            public Mlp(int width) : base("mlp")
            {
                fc1 = Linear(width, 2 * width);
                fc2 = Linear(2 * width, width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = fc1.forward(x).relu();
                return fc2.forward(x);
            }
        }
        """;

    /// <summary>The end-to-end tests run both files: same parameters under the same names, same results.</summary>
    [Test]
    public async Task Makes_what_the_end_to_end_tests_run()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd.Tests", "Declaring");
        var before = (await File.ReadAllTextAsync(Path.Combine(folder, "HandWritten.cs"))).Replace("namespace HandWritten", "namespace Declared", StringComparison.Ordinal);

        Assert.That(await Declared(before, useStableModels: true), Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(folder, "Declared.cs"))));
    }

    [Test]
    public async Task A_part_of_another_module_is_no_model() =>
        Assert.That(await Declared(Mlp + "\nclass Outer : Module<Tensor, Tensor> { private readonly Mlp _mlp = new(4); public Outer() : base(\"o\") { RegisterComponents(); } public override Tensor forward(Tensor x) => _mlp.call(x).view(-1); }"),
            Does.Contain("[Sequence]\npartial class Mlp(int width)"));

    [Test]
    public async Task Pre_norm_branches_of_one_layer_need_no_marks() => Assert.That(await Declared("""
        using StableModels;

        public class Net : Module<Tensor, Tensor>
        {
            private readonly LayerNorm norm = nn.LayerNorm(8);
            private readonly Linear layer = nn.Linear(8, 8);

            public Net() : base("net") => throw null!;
        }
        """.Replace("=> throw null!;", "{ RegisterComponents(); } public override Tensor forward(Tensor x) => x + layer.call(norm.call(x));", StringComparison.Ordinal)), Does.Contain("""
        [ResidualBlock]
        public partial class Net
        {
            [LayerNorm(8)]
            public partial LayerNorm Norm { get; }

            [Linear(8, 8)]
            public partial Linear Layer { get; }
        }
        """));

    [TestCase("class Mlp", "class Mlp<T>", TestName = "Not_offered_for_a_generic_class")]
    [TestCase("private readonly Linear fc1;", "public readonly Linear fc1;", TestName = "Not_offered_for_a_public_field")]
    [TestCase("private readonly Linear fc1;", "private readonly Linear fc1, unused = Linear(1, 1);", TestName = "Not_offered_for_a_layer_that_does_not_run")]
    [TestCase("private readonly Linear fc1;", "private readonly Linear fc1; private readonly Tensor buffer = torch.zeros(1);", TestName = "Not_offered_for_a_buffer")]
    [TestCase("int width)", "int width, string name = \"\")", TestName = "Not_offered_for_an_unread_parameter")]
    [TestCase("int width)", "int width, int unread)", TestName = "Not_offered_for_a_parameter_that_no_layer_takes")]
    [TestCase("RegisterComponents();", "", TestName = "Not_offered_without_registration")]
    [TestCase("RegisterComponents();", "nn.init.zeros_(fc1.weight); RegisterComponents();", TestName = "Not_offered_over_an_initialisation_of_its_own")]
    [TestCase("Linear(width, 2 * width);", "Linear(width, 2 * width, device: CPU);", TestName = "Not_offered_for_an_argument_without_attribute")]
    [TestCase("2 * width, width);", "2 * width, width + 1 > 3 ? width : width);", TestName = "Not_offered_for_a_size_that_cannot_be_said")]
    [TestCase("2 * width, width);", "3 * width, width);", TestName = "Not_offered_where_sizes_do_not_meet")]
    [TestCase("x = fc1.forward(x).relu();", "x = fc1.forward(x).relu() * 2;", TestName = "Not_offered_for_arithmetic")]
    [TestCase("x = fc1.forward(x).relu();", "x = functional.softplus(fc1.forward(x), 2);", TestName = "Not_offered_for_another_slope")]
    [TestCase("x = fc1.forward(x).relu();", "if (x.NumberOfElements > 0) x = fc1.forward(x).relu();", TestName = "Not_offered_for_a_branch_in_code")]
    [TestCase("x = fc1.forward(x).relu();", "x = fc1.forward(fc1.forward(x)).relu();", TestName = "Not_offered_for_a_shared_layer")]
    [TestCase("x = fc1.forward(x).relu();", "x = fc1.forward(x).relu(); // why", TestName = "Not_offered_where_a_comment_would_be_lost")]
    [TestCase("return fc2.forward(x);", "return x + x + fc2.forward(x);", TestName = "Not_offered_for_another_sum")]
    [TestCase("return fc2.forward(x);", "return fc2.forward(x); } public int More() { return 1;", TestName = "Not_offered_for_other_members")]
    public async Task Not_offered(string part, string instead)
    {
        var source = Mlp.Replace(part, instead, StringComparison.Ordinal);
        Assert.That(source, Is.Not.EqualTo(Mlp));
        Assert.That(await Declared(source), Is.EqualTo(source));
    }

    [Test]
    public async Task Not_offered_without_StableModels()
    {
        var source = Mlp.Replace("using StableModels;", "", StringComparison.Ordinal);
        Assert.That(await Declared(source), Is.EqualTo(source));
    }

    // Applied to every class that it is offered on; the result compiles with what the generator writes.
    private static async Task<string> Declared(string source, bool useStableModels = false)
    {
        using var workspace = new AdhocWorkspace();
        var hint = source + (useStableModels ? "// StableModel" : "");
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "UnderTest", "UnderTest", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options(source),
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: TestCompilation.References(hint)));
        project = project.AddDocument("Usings.cs", useStableModels ? TestCompilation.Usings : TestCompilation.TorchSharpUsings).Project;
        var document = project.AddDocument("Test.cs", source);
        while (await Offer(document) is { } action)
        {
            var operations = await action.GetOperationsAsync(CancellationToken.None);
            document = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            var errors = Generated.With((await document.Project.GetCompilationAsync())!).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
            Assert.That(errors, Is.Empty, (await document.GetTextAsync()).ToString());
        }

        return (await document.GetTextAsync()).ToString();
    }

    private static async Task<CodeAction?> Offer(Document document)
    {
        var offers = new List<CodeAction>();
        foreach (var declaration in (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<ClassDeclarationSyntax>())
        {
            await new DeclareModelRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(document, declaration.Identifier.Span, offers.Add, CancellationToken.None));
        }

        return offers.Count > 0 ? offers[0] : null;
    }
}
