using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

[TestFixture]
public sealed class LinearEndFactorTests
{
    private const string Usings = TestCompilation.Usings + "\nglobal using TorchSharp;\nglobal using static TorchSharp.torch;";

    // TorchSharp 0.105.0 as far as this rule sees it.
    private const string Older = """
        namespace TorchSharp
        {
            public static class torch
            {
                public class Tensor { public void backward() { } }

                public static class optim
                {
                    public class Optimizer { public virtual Tensor step() => null; }
                    public static Optimizer SGD(double lr) => null;

                    public static class lr_scheduler
                    {
                        public class LRScheduler { public void step() { } }
                        public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 5, int total_iters = 5) => null;
                    }
                }
            }
        }
        """;

    private static string Program(string scheduler) => $$"""
        class Trainer
        {
            void Run(torch.Tensor loss)
            {
                var optimizer = optim.SGD(0.1);
                var scheduler = {{scheduler}};
                for (var i = 0; i < 10; i++) { loss.backward(); optimizer.step(); scheduler.step(); }
            }
        }
        """;

    private static IEnumerable<MetadataReference> OlderReferences()
    {
        var compilation = CSharpCompilation.Create(
            "TorchSharp", [CSharpSyntaxTree.ParseText(Older)], FrameworkReferences.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.That(compilation.Emit(image).Success, Is.True);
        return FrameworkReferences.All.Append(MetadataReference.CreateFromImage(image.ToArray()));
    }

    [TestCase("optim.lr_scheduler.[|LinearLR|](optimizer, 0.1, total_iters: 100)")]
    [TestCase("optim.lr_scheduler.[|LinearLR|](optimizer)")]
    public Task Default_of_five(string scheduler) => Rule<LinearEndFactor>.Finds(Program(scheduler), OlderReferences(), Usings);

    [TestCase("optim.lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 100)")]
    [TestCase("optim.lr_scheduler.LinearLR(optimizer, end_factor: 5)")]
    public Task End_factor_given(string scheduler) => Rule<LinearEndFactor>.Finds(Program(scheduler), OlderReferences(), Usings);

    [Test]
    public Task Default_of_one_in_current_versions() => Rule<LinearEndFactor>.IsSilent(
        Loops.Step("var scheduler = optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters: 100);"));

    [Test]
    public Task End_factor_written() => new FixSession(new TorchSharpCodeAnalyzer([new LinearEndFactor()]), new LinearEndFactorFix(), references: OlderReferences(), usings: Usings).RepairsAllAtOnce(
        Program("optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters: 100)") + "\n" + Program("optim.lr_scheduler.LinearLR(optimizer)").Replace("Trainer", "Other", StringComparison.Ordinal));
}
