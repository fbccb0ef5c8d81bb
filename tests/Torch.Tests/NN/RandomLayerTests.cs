using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Torch.Tests.NN;

/// <summary>Layers that draw random numbers in training: what they keep, what they drop, and that evaluation is the identity.</summary>
[TestFixture]
internal sealed class RandomLayerTests
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Drops = new(StringComparer.Ordinal)
    {
        ["Dropout"] = () => Dropout(0.4),
        ["Dropout1d"] = () => Dropout1d(0.4),
        ["Dropout2d"] = () => Dropout2d(0.4),
        ["Dropout3d"] = () => Dropout3d(0.4),
        ["AlphaDropout"] = () => AlphaDropout(0.4),
        ["FeatureAlphaDropout"] = () => FeatureAlphaDropout(0.4),
    };

    private static IEnumerable<string> Names => Drops.Keys;

    [TestCaseSource(nameof(Names))]
    public void Evaluation_is_the_identity(string name)
    {
        using var scope = NewDisposeScope();
        using var drop = Drops[name]();
        var input = randn([3, 4, 5, 6, 7]);
        drop.eval();
        Assert.That(Comparison.Same(drop.call(input), input), Is.True);
    }

    [TestCaseSource(nameof(Names))]
    public void Training_keeps_the_mean(string name)
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var drop = Drops[name]();
        Tensor input = name switch
        {
            "Dropout1d" => ones(100, 100, 2),
            "Dropout2d" => ones(100, 100, 2, 2),
            "AlphaDropout" or "FeatureAlphaDropout" => randn([100, 100, 2, 2, 2]),
            _ => ones([100, 100, 2, 2, 2]),
        };
        var output = drop.call(input);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Comparison.Same(output, input), Is.False);
            Assert.That(output.mean().ToDouble(), Is.EqualTo(input.mean().ToDouble()).Within(0.04));
        }
    }

    [Test]
    public void Channels_drop_whole([Values(1, 2, 3)] int dimensions, [Values] bool batched)
    {
        using var scope = NewDisposeScope();
        long[] shape = [.. batched ? new long[] { 4, 50 } : [50], .. Enumerable.Repeat(3L, dimensions)];
        var output = dimensions switch
        {
            1 => F.dropout1d(ones(shape)),
            2 => F.dropout2d(ones(shape)),
            _ => F.dropout3d(ones(shape)),
        };
        var sums = output.reshape(-1, (long)Math.Pow(3, dimensions)).mean([1]).data<float>().ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.shape, Is.EqualTo(shape));
            Assert.That(sums.Distinct().Order(), Is.EqualTo(new[] { 0f, 2 }));
        }
    }

    [Test]
    public void The_randomized_leaky_relu_draws_its_slope_in_training()
    {
        using var scope = NewDisposeScope();
        using var rrelu = RReLU(0.1, 0.5);
        var slopes = rrelu.call(full(1000, -1f)).neg().data<float>().ToArray();
        rrelu.eval();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(slopes.Distinct().Count(), Is.GreaterThan(900));
            Assert.That(slopes, Is.All.InRange(0.1f, 0.5f));
            Assert.That(rrelu.call(full(1, -1f)).ToSingle(), Is.EqualTo(-0.3f).Within(1e-6));
        }
    }

    [Test]
    public void Recurrent_and_attention_layers_drop_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var lstm = LSTM(3, 4, 2, dropout: 0.5);
        using var attention = MultiheadAttention(4, 2, dropout: 0.5);
        using var layer = TransformerEncoderLayer(4, 2, 8, 0.5);
        var (sequence, tokens) = (randn(5, 2, 3), randn(5, 2, 4));
        Func<Tensor>[] runs = [() => lstm.call(sequence).Item1, () => attention.call(tokens, tokens, tokens).Item1, () => layer.call(tokens)];
        foreach (var run in runs)
            Assert.That(Comparison.Same(run(), run()), Is.False);
        lstm.eval();
        attention.eval();
        layer.eval();
        foreach (var run in runs)
            Assert.That(Comparison.Same(run(), run()), Is.True);
    }
}
