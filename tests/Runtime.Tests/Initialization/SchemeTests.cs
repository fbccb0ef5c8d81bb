using StableModels.Initialization;
using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

/// <summary>The published schemes against the numbers of their papers.</summary>
public sealed class SchemeTests
{
    [TestCase(12, 0.004082483)]
    [TestCase(24, 0.002886751)]
    [TestCase(48, 0.002041241)]
    [TestCase(96, 0.001443376)]
    public void GPT2_scales_by_the_number_of_branches(int layers, double std) =>
        Assert.That(new Normal(0.02).Times(DepthScale.For(2 * layers)).StandardDeviation(new Fans(1, 1)), Is.EqualTo(std).Within(1e-9));

    [Test]
    public void A_stack_without_branches_is_refused() =>
        Assert.That(() => DepthScale.For(0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(512, 0.02795085)]
    [TestCase(1024, 0.019764235)]
    [TestCase(4096, 0.009882118)]
    public void Small_init(long width, double std) =>
        Assert.That(new SmallInit(width).StandardDeviation(new Fans(width, width)), Is.EqualTo(std).Within(1e-8));

    [TestCase(6, 1.861210, 0.379918)]
    [TestCase(12, 2.213364, 0.319472)]
    [TestCase(24, 2.632148, 0.268642)]
    [TestCase(48, 3.130169, 0.225901)]
    [TestCase(100, 3.760603, 0.188030)]
    [TestCase(200, 4.472136, 0.158114)]
    [TestCase(1000, 6.687403, 0.105737)]
    public void DeepNorm_of_one_stack(long layers, double alpha, double beta)
    {
        var scheme = DeepNorm.ForStack(layers);
        Assert.Multiple(() =>
        {
            Assert.That(scheme.Alpha, Is.EqualTo(alpha).Within(1e-6));
            Assert.That(scheme.Beta, Is.EqualTo(beta).Within(1e-6));
            Assert.That(scheme.Alpha * scheme.Beta, Is.EqualTo(Math.Sqrt(0.5)).Within(1e-12));
        });
    }

    [Test]
    public void DeepNorm_of_an_encoder_and_a_decoder()
    {
        var (encoder, decoder) = (DeepNorm.ForEncoder(6, 6), DeepNorm.ForDecoder(6));
        Assert.Multiple(() =>
        {
            Assert.That(encoder.Alpha, Is.EqualTo(1.417938).Within(1e-6));
            Assert.That(encoder.Beta, Is.EqualTo(0.87 * 0.81 / 1.417938).Within(1e-6), "the paper's 0.87, not 1.15");
            Assert.That(decoder.Alpha, Is.EqualTo(2.059767).Within(1e-6));
            Assert.That(decoder.Beta, Is.EqualTo(0.343295).Within(1e-6));
        });
    }

    [Test]
    public void DeepNorm_scales_the_matrices_that_carry_values_and_no_others()
    {
        using var scope = NewDisposeScope();
        var scheme = DeepNorm.ForStack(6);
        var attention = new SelfAttention(256, 4);
        attention.reset_parameters(scheme.QueryKey, scheme.Value, scheme.Value, new Generator(1));
        var xavier = Math.Sqrt(2.0 / 512);
        var weight = attention.QueryKeyValue.weight;
        Assert.Multiple(() =>
        {
            Assert.That(Sample.Of(weight.narrow(0, 0, 512)).Std, Is.EqualTo(xavier).Within(0.01 * xavier));
            Assert.That(Sample.Of(weight.narrow(0, 512, 256)).Std, Is.EqualTo(0.379918 * xavier).Within(0.01 * xavier));
            Assert.That(Sample.Of(attention.Output.weight).Std, Is.EqualTo(0.379918 * xavier).Within(0.01 * xavier));
        });
    }

    [Test]
    public void Fixup_starts_as_the_identity_with_logits_of_zero()
    {
        using var scope = NewDisposeScope();
        var scheme = new Fixup(Branches: 16);
        Assert.That(scheme.Scale, Is.EqualTo(0.25).Within(1e-12), "L^-1/2 for two layers a branch");
        Assert.That(new Fixup(16, 3).Scale, Is.EqualTo(0.5).Within(1e-12));
        Assert.That(() => new Fixup(16, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());

        var (conv, last, classifier) = (empty([64, 32, 3, 3]), empty([64, 64, 3, 3]), nn.Linear(64, 10));
        scheme.Inner.Apply(conv, new Generator(1));
        scheme.Last.Apply(last);
        scheme.Classifier.Apply(classifier.weight);
        scheme.Classifier.Apply(classifier.bias!);
        var he = Math.Sqrt(2.0 / (64 * 9));
        Assert.Multiple(() =>
        {
            Assert.That(Sample.Of(conv).Std, Is.EqualTo(0.25 * he).Within(0.02 * he));
            Assert.That(last.abs().max().ToSingle(), Is.Zero);
            var loss = nn.functional.cross_entropy(classifier.call(randn([5, 64])), zeros([5], ScalarType.Int64));
            Assert.That(loss.ToSingle(), Is.EqualTo(2.302585f).Within(1e-6));
        });
    }

    [Test]
    public void T_Fixup_of_six_layers()
    {
        var scheme = new TFixup(6, 6);
        var square = new Fans(512, 512);
        Assert.Multiple(() =>
        {
            Assert.That(scheme.EncoderScale, Is.EqualTo(0.428092).Within(1e-6));
            Assert.That(scheme.DecoderScale, Is.EqualTo(0.368894).Within(1e-6));
            Assert.That(scheme.EncoderValue.StandardDeviation(square), Is.EqualTo(0.428092 * Math.Sqrt(1.0 / 512)).Within(1e-6));
            Assert.That(scheme.DecoderValue.StandardDeviation(square), Is.EqualTo(0.368894 * Math.Sqrt(1.0 / 512)).Within(1e-6));
            Assert.That(scheme.QueryKey.StandardDeviation(square), Is.EqualTo(Math.Sqrt(1.0 / 512)).Within(1e-9));
            Assert.That(scheme.EncoderEmbedding(512).StandardDeviation(square), Is.EqualTo(0.368894 / Math.Sqrt(512)).Within(1e-6));
        });
    }

    [Test]
    public void DeepScaleLM_of_192_layers()
    {
        var scheme = new DeepScaleLm(1024, 192, 0.1);
        var square = new Fans(1024, 1024);
        Assert.Multiple(() =>
        {
            Assert.That(scheme.Lambda * scheme.Lambda, Is.EqualTo(0.995).Within(3e-4));
            Assert.That(scheme.Lambda * scheme.Lambda + scheme.Beta * scheme.Beta, Is.EqualTo(1).Within(1e-12));
            Assert.That(scheme.QueryKey.StandardDeviation(square), Is.EqualTo(1.0 / 32).Within(1e-9));
            Assert.That(scheme.Embedding(3).StandardDeviation(square), Is.EqualTo(Math.Sqrt(0.3)).Within(1e-9));
            Assert.That(scheme.Correlation(0), Is.EqualTo(0.221 * 0.9).Within(1e-12));
            Assert.That(scheme.Value(0).StandardDeviation(square), Is.EqualTo(Math.Sqrt(Math.Sqrt(0.9 / (0.221 * 0.9)) / 1024)).Within(1e-9));
            Assert.That(scheme.FeedForward(4096).StandardDeviation(square), Is.EqualTo(Math.Sqrt(Math.Sqrt(0.45) / 1024)).Within(1e-9));
            Assert.That(scheme.Correlation(191), Is.InRange(scheme.Correlation(0), 0.9), "attention makes tokens alike");
        });
        Assert.That(() => scheme.Correlation(192), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
