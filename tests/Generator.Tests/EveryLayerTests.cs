using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>Every layer attribute that takes one input, declared, generated, compiled and run: the shape is the guide's, the values and the gradients of all weights are finite.</summary>
[TestFixture]
public sealed class EveryLayerTests
{
    /// <summary>The declaration, the property's type, an input and the shape of what comes out; of an input without a fraction the numbers are tokens.</summary>
    private static readonly (string Layer, string Type, long[] Input, long[] Output)[] Layers =
    [
        ("Embedding(11, 6)", "Embedding", [2, 5], [2, 5, 6]),
        ("EmbeddingBag(11, 6)", "EmbeddingBag", [2, 5], [2, 6]),
        ("LearnedPositions(7, 6)", "LearnedPositions", [2, 5, 6], [2, 5, 6]),
        ("SinusoidalPositions(6)", "SinusoidalPositions", [2, 5, 6], [2, 5, 6]),
        ("PatchEmbedding(3, 6, 4)", "PatchEmbedding", [2, 3, 8, 12], [2, 6, 6]),
        ("MeanPooling", "MeanPooling", [2, 5, 6], [2, 6]),
        ("Linear(6, 4)", "Linear", [2, 5, 6], [2, 5, 4]),
        ("FeedForward(6, 8)", "FeedForward", [2, 5, 6], [2, 5, 6]),
        ("MixtureOfExperts(6, 8, 3)", "MixtureOfExperts", [2, 5, 6], [2, 5, 6]),
        ("Conv1d(4, 6, 3, Stride = 2, Padding = 1)", "Conv1d", [2, 4, 9], [2, 6, 5]),
        ("Conv2d(4, 6, 3, Dilation = 2, Groups = 2)", "Conv2d", [2, 4, 9, 8], [2, 6, 5, 4]),
        ("Conv3d(4, 6, 2)", "Conv3d", [2, 4, 5, 4, 3], [2, 6, 4, 3, 2]),
        ("ConvTranspose1d(4, 6, 3, Stride = 2, Padding = 1, OutputPadding = 1)", "ConvTranspose1d", [2, 4, 5], [2, 6, 10]),
        ("ConvTranspose2d(4, 6, 3, Groups = 2)", "ConvTranspose2d", [2, 4, 5, 4], [2, 6, 7, 6]),
        ("ConvTranspose3d(4, 6, 2, Stride = 2)", "ConvTranspose3d", [2, 4, 2, 3, 2], [2, 6, 4, 6, 4]),
        ("SelfAttention(8, 2, Causal = true, KeyValueHeads = 1, QkNorm = true, LogitSoftCap = 20, ClipQkv = 8, Rotary = true)", "SelfAttention", [2, 5, 8], [2, 5, 8]),
        ("Lstm(6, 4, Bidirectional = true)", "LSTM", [2, 5, 6], [2, 5, 8]),
        ("Gru(6, 4, Layers = 2)", "GRU", [2, 5, 6], [2, 5, 4]),
        ("Rnn(6, 4)", "RNN", [2, 5, 6], [2, 5, 4]),
        ("LayerNorm(6)", "LayerNorm", [2, 5, 6], [2, 5, 6]),
        ("RmsNorm(6)", "RmsNorm", [2, 5, 6], [2, 5, 6]),
        ("GroupNorm(2, 6)", "GroupNorm", [2, 6, 5], [2, 6, 5]),
        ("BatchNorm1d(6)", "BatchNorm1d", [4, 6], [4, 6]),
        ("BatchNorm2d(6)", "BatchNorm2d", [2, 6, 4, 4], [2, 6, 4, 4]),
        ("BatchNorm3d(6)", "BatchNorm3d", [2, 6, 3, 3, 3], [2, 6, 3, 3, 3]),
        ("InstanceNorm1d(6, Affine = true)", "InstanceNorm1d", [2, 6, 5], [2, 6, 5]),
        ("InstanceNorm2d(6)", "InstanceNorm2d", [2, 6, 4, 4], [2, 6, 4, 4]),
        ("InstanceNorm3d(6)", "InstanceNorm3d", [2, 6, 3, 3, 3], [2, 6, 3, 3, 3]),
        ("Activation(Activation.Mish)", "ActivationLayer", [2, 6], [2, 6]),
        ("Dropout(0.2)", "Dropout", [2, 6], [2, 6]),
        ("StochasticDepth(0.2)", "StochasticDepth", [2, 6], [2, 6]),
        ("Flatten", "Flatten", [2, 3, 4, 5], [2, 60]),
        ("Upsample(2)", "Upsample", [2, 3, 4, 5], [2, 3, 8, 10]),
        ("MaxPool1d(3, Stride = 2, Padding = 1, Dilation = 2)", "MaxPool1d", [2, 3, 9], [2, 3, 4]),
        ("MaxPool2d(2)", "MaxPool2d", [2, 3, 9, 8], [2, 3, 4, 4]),
        ("MaxPool3d(2, Stride = 1)", "MaxPool3d", [2, 3, 4, 3, 3], [2, 3, 3, 2, 2]),
        ("AvgPool1d(3, Padding = 1)", "AvgPool1d", [2, 3, 9], [2, 3, 3]),
        ("AvgPool2d(2)", "AvgPool2d", [2, 3, 9, 8], [2, 3, 4, 4]),
        ("AvgPool3d(2)", "AvgPool3d", [2, 3, 4, 4, 2], [2, 3, 2, 2, 1]),
        ("AdaptiveAvgPool1d(4)", "AdaptiveAvgPool1d", [2, 3, 9], [2, 3, 4]),
        ("AdaptiveAvgPool2d(3)", "AdaptiveAvgPool2d", [2, 3, 9, 8], [2, 3, 3, 3]),
        ("AdaptiveAvgPool3d(1)", "AdaptiveAvgPool3d", [2, 3, 4, 4, 2], [2, 3, 1, 1, 1]),
    ];

    private static readonly Lazy<System.Reflection.Assembly> Made = new(static () => Generation.Of(string.Join('\n', Layers.Select(static (l, i) =>
        $"[Sequence] public partial class N{i} {{ [{l.Layer}] public partial {l.Type} Only {{ get; }} }}"))).Load());

    private static IEnumerable<TestCaseData> Cases => Layers.Select(static (l, i) => new TestCaseData(i).SetName(l.Layer));

    [TestCaseSource(nameof(Cases))]
    public void Runs(int index)
    {
        random.manual_seed(5);
        var (layer, _, shape, expected) = Layers[index];
        using var scope = NewDisposeScope();
        using var model = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(Made.Value.GetType($"N{index}")!)!;
        using var input = layer.StartsWith("Embedding", StringComparison.Ordinal) ? randint(0, 11, shape) : randn(shape);
        var output = model.call(input);
        Assert.That(output.shape, Is.EqualTo(expected));
        if (output.requires_grad)
        {
            (output * linspace(-1, 1, output.numel()).reshape(output.shape)).sum().backward();
        }

        Assert.Multiple(() =>
        {
            Assert.That(output.isfinite().all().ToBoolean(), Is.True);
            foreach (var (name, parameter) in model.named_parameters())
            {
                Assert.That(parameter.grad?.isfinite().all().ToBoolean(), Is.True, name);
            }
        });
    }

    // Two inputs, or a class: those are held by the architectures.
    [Test]
    public void None_is_left_out() => Assert.That(
        Layers.Select(static l => l.Layer.Split('(')[0]),
        Is.EquivalentTo(typeof(ModuleAttribute).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(ModuleAttribute)) && !t.IsAbstract).Select(static t => t.Name[..^"Attribute".Length]).Except(["CrossAttention", "Bilinear", "Layer", "Stack"])));
}
