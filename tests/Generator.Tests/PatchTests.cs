using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>From pictures to sequences: patches, and strides that are sizes.</summary>
[TestFixture]
public sealed class PatchTests
{
    [Test]
    public void Patches_go_row_by_row_and_each_sees_itself_alone()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layers.PatchEmbedding(2, 5, 3);
        var pictures = randn(1, 2, 6, 9);
        var all = layer.call(pictures);
        Assert.That(all.shape, Is.EqualTo(new long[] { 1, 6, 5 }));

        // The fifth of two rows of three.
        var patch = pictures[.., .., 3..6, 3..6].reshape(1, -1);
        var expected = patch.matmul(layer.weight.flatten(1).t()) + layer.bias!;
        Assert.That((all[.., 4] - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
    }

    [Test]
    public void Pictures_of_broken_patches_are_refused()
    {
        using var layer = new Layers.PatchEmbedding(1, 4, 3, bias: false);
        using var pictures = randn(1, 1, 6, 8);
        Assert.That(layer.bias, Is.Null);
        Assert.That(() => layer.call(pictures), Throws.ArgumentException.With.Message.StartsWith("Pictures of 6 x 8 are not made of whole patches of 3 x 3"));
    }

    [TestCase("nameof(side)", "4", ".Divisible(side, 4)")]
    [TestCase("nameof(side)", "nameof(patch)", ".Divisible(side, patch)")]
    [TestCase("10", "nameof(patch)", ".Divisible(10, patch)")]
    [TestCase("\"3 * patch\"", "nameof(patch)", null)]
    [TestCase("8", "4", null)]
    public void Planes_of_sizes_are_held_against_patches_when_the_class_is_made(string side, string patch, string? check)
    {
        var generation = Generation.Of($$"""
            [Sequence]
            public partial class Net(int side, int patch)
            {
                public int Both => side * patch;
                [AdaptiveAvgPool2d({{side}})] public partial AdaptiveAvgPool2d Pool { get; }
                [PatchEmbedding(3, 8, {{patch}})] public partial PatchEmbedding Patches { get; }
            }
            """);
        Assert.That(generation.Diagnostics.Where(static d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error), Is.Empty);
        Assert.That(generation.Text, check is null ? Does.Not.Contain(".Divisible(") : Does.Contain(check));
        var net = generation.Load().GetType("Net")!;
        Assert.That(() => Activator.CreateInstance(net, 6, 4), check is null ? Throws.Nothing : Throws.InnerException.TypeOf<ArgumentOutOfRangeException>().With.InnerException.Message.StartsWith("Net cannot be made with"));
    }

    [Test]
    public void A_patch_starts_with_the_variance_of_its_fan_in()
    {
        using var layer = new Layers.PatchEmbedding(3, 512, 8);
        Assert.That(layer.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(3 * 8 * 8)).Within(2).Percent);
        Assert.That(layer.bias!.abs().max().ToDouble(), Is.Zero);
    }

    [Test]
    public void The_mean_is_over_the_sequence()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layers.MeanPooling();
        var x = randn(2, 7, 3);
        Assert.That(layer.call(x).equal(x.mean([1L])).all().ToBoolean(), Is.True);
    }

    [TestCase("[Conv2d(3, nameof(width), nameof(patch), Stride = nameof(patch))]", "Conv2d", "Conv2d(3, width, patch, patch)")]
    [TestCase("[Conv1d(3, 8, 5, Stride = \"2 * patch\", Padding = 1)]", "Conv1d", "Conv1d(3, 8, 5, 2 * patch, 1)")]
    [TestCase("[ConvTranspose2d(\"3\", 8, nameof(patch), Stride = nameof(patch))]", "ConvTranspose2d", "ConvTranspose2d(3, 8, patch, patch)")]
    [TestCase("[MaxPool2d(4, Stride = nameof(patch))]", "MaxPool2d", "MaxPool2d(4, patch)")]
    [TestCase("[AvgPool1d(4, Stride = 0, Padding = 1)]", "AvgPool1d", "AvgPool1d(4, 4, 1)")]
    [TestCase("[MaxPool3d(4, Stride = 2L)]", "MaxPool3d", "MaxPool3d(4, 2)")]
    public void A_stride_is_a_size(string attribute, string type, string made)
    {
        var generation = Generation.Of($$"""
            [Sequence]
            internal partial class Net(int width, int patch)
            {
                public int Both => width * patch;
                {{attribute}} public partial {{type}} Only { get; }
            }
            """);
        generation.AssertClean();
        Assert.That(generation.Text, Does.Contain("torch.nn." + made + ";"));
    }

    [Test]
    public void Planes_are_followed_through_a_symbolic_stride()
    {
        var generation = Generation.Of("""
            [Sequence]
            internal partial class Net(int patch)
            {
                [AdaptiveAvgPool2d(8)] public partial AdaptiveAvgPool2d Eight { get; }
                [MaxPool2d(1, Stride = nameof(patch))] public partial MaxPool2d Fewer { get; }
            }
            """);
        generation.AssertClean();
        Assert.That(generation.Text, Does.Contain("[n, ?, {1 + (7 / patch)}, {1 + (7 / patch)}]"));
    }
}
