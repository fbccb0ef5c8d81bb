using StableModels.Generator.Tests.Harness;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The guide of using a trained model: its examples compile, and load what was saved.</summary>
[TestFixture]
public sealed class UsingAModelGuideTests
{
    private static IEnumerable<string> Examples => new Guide("using-a-model.md").Blocks;

    [TestCaseSource(nameof(Examples))]
    public void The_example_compiles(string example) => Generation.Of(example).AssertCompiles();

    [Test]
    public void Weights_are_loaded_as_the_guide_says()
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var assembly = Generation.Of(Examples.Single(static example => example.Contains("class Use", StringComparison.Ordinal))).Load();
            var (type, use) = (assembly.GetType("Classifier")!, assembly.GetType("Use")!);
            using var trained = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(type, 4, 3)!;
            using (var trainer = (Trainer)type.GetMethod("CreateTrainer")!.Invoke(trained, [CPU, 10L, null])!)
            {
                trainer.Step(() => trained.call(randn(8, 4)).square().mean());
                trainer.Save(folder);
            }

            using var loaded = (nn.Module<Tensor, Tensor>)use.GetMethod("Load")!.Invoke(null, [folder, 4, 3])!;
            var inputs = randn(16, 4);
            trained.eval();
            Assert.Multiple(() =>
            {
                Assert.That(loaded.training, Is.False);
                Assert.That(loaded.call(inputs).equal(trained.call(inputs)).all().ToBoolean(), Is.True);
                Assert.That(((Tensor)use.GetMethod("Answers")!.Invoke(null, [loaded, inputs])!).equal(trained.call(inputs).argmax(-1)).all().ToBoolean(), Is.True);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
