using StableModels.Generator.Tests.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The laws that a declaration leads to, measured.</summary>
[TestFixture]
public sealed class InitialisationTests
{
    [SetUp]
    public void Seed() => random.manual_seed(3);

    [Test]
    public void The_activation_that_follows_decides_the_gain()
    {
        using var model = new Mlp(256, 512, 128, 0);
        Assert.That(model.First.weight.std().ToDouble(), Is.EqualTo(1.486848 / Math.Sqrt(256)).Within(3).Percent, "Mish follows, past the norm");
        Assert.That(model.Last.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(512)).Within(3).Percent, "nothing follows");
    }

    [Test]
    public void The_last_norm_of_a_branch_carries_the_depth()
    {
        using var model = new ResNet(4, 3, 3);
        Assert.Multiple(() =>
        {
            // 3 + 1 + 3 blocks of one branch each.
            Assert.That(model.Stage1[0].Norm2.weight!.max().ToDouble(), Is.EqualTo(1 / Math.Sqrt(7)).Within(1e-6));
            Assert.That(model.Stage1[0].Norm1.weight!.max().ToDouble(), Is.EqualTo(1));
        });
    }

    [Test]
    public void A_branch_of_convolutions_ends_smaller()
    {
        using var block = new DownBlock(64, 128);
        block.reset_parameters(residualBranches: 9);
        Assert.Multiple(() =>
        {
            Assert.That(block.Conv1.weight.std().ToDouble(), Is.EqualTo(Math.Sqrt(2) / Math.Sqrt(64 * 9)).Within(3).Percent);
            Assert.That(block.Conv2.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(128 * 9) / 3).Within(3).Percent);
            Assert.That(block.Skip.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(64)).Within(3).Percent);
        });
    }

    [Test]
    public void DeepNorm_scales_value_output_and_feed_forward()
    {
        using var model = new DeepNormTower(128, 4, 6);
        var beta = Math.Pow(8 * 6, -0.25);
        var block = model.Blocks[5];
        using var qkv = block.Attention.QueryKeyValue.weight.detach();
        Assert.Multiple(() =>
        {
            Assert.That(qkv.narrow(0, 0, 128).std().ToDouble(), Is.EqualTo(Math.Sqrt(2.0 / 256)).Within(3).Percent, "query");
            Assert.That(qkv.narrow(0, 256, 128).std().ToDouble(), Is.EqualTo(beta * Math.Sqrt(2.0 / 256)).Within(3).Percent, "value");
            Assert.That(block.Attention.Output.weight.std().ToDouble(), Is.EqualTo(beta * Math.Sqrt(2.0 / 256)).Within(3).Percent, "output");
        });
    }

    [Test]
    public void DeepNorm_of_an_encoder_decoder_has_its_own_constants()
    {
        using var model = new DeepTranslator(128, 4, 6, 6);
        var xavier = Math.Sqrt(2.0 / 256);
        Assert.Multiple(() =>
        {
            // Wang et al. 2022, table 2, for N = M = 6.
            var encoder = 0.87 * Math.Pow(Math.Pow(6, 4) * 6, -1.0 / 16);
            Assert.That(model.Encoder[5].Attention.Output.weight.std().ToDouble(), Is.EqualTo(encoder * xavier).Within(3).Percent, "encoder");
            Assert.That(model.Decoder[5].Attention.Output.weight.std().ToDouble(), Is.EqualTo(0.343295 * xavier).Within(3).Percent, "decoder");
            Assert.That(model.Decoder[5].Cross.Output.weight.std().ToDouble(), Is.EqualTo(0.343295 * xavier).Within(3).Percent, "decoder, cross-attention");
            Assert.That(model.Decoder[5].Cross.Query.weight.std().ToDouble(), Is.EqualTo(xavier).Within(3).Percent, "query");
            Assert.That(model.Decoder[5].ShortcutScale, Is.EqualTo(2.059767).Within(1e-6), "(3M)^(1/4)");
        });

        // The encoder's forward is generated: with a branch that gives its bias alone, the block's formula tells alpha.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var block = model.Encoder[0];
        nn.init.zeros_(block.Attention.Output.weight);
        nn.init.constant_(block.Attention.Output.bias!, 1.0);
        nn.init.zeros_(block.Mlp.Output.weight);
        var x = zeros(1, 2, 128);
        x[0, 0, 0] = 3.0;
        block.Attention.Output.bias![1] = 0.0;
        var y = nn.functional.layer_norm(1.417938 * x + block.Attention.Output.bias, [128L]);
        y = nn.functional.layer_norm(1.417938 * y, [128L]);
        Assert.That((block.call(x) - y)[0, 0].abs().max().ToDouble(), Is.LessThan(1e-4), "0.81 (N^4 M)^(1/16)");
    }

    [Test]
    public void The_depth_of_the_encoder_decoder_counts_each_by_itself()
    {
        using var model = new DeepTranslator(16, 2, 3, 12);
        Assert.That(model.Decoder[0].ShortcutScale, Is.EqualTo(Math.Pow(36, 0.25)).Within(1e-9));
        using var input = randn(2, 5, 16);
        using var output = model.call(input, input);
        Assert.That(output.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void Norms_before_the_layers_of_a_forward_by_hand_keep_their_gain()
    {
        using var model = new Translator(13, 6, 16, 2, 2);
        Assert.That(model.named_parameters().Where(static p => p.name.EndsWith("norm.weight", StringComparison.Ordinal)).Select(static p => p.parameter.min().ToDouble()), Is.All.EqualTo(1));
    }

    [Test]
    public void DeepScaleLM_keeps_the_variance_of_the_stream()
    {
        using var model = new DeepScaleTower(64, 2, 24);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var x = randn(4, 16, 64);
        foreach (var block in model.Blocks)
        {
            x = block.call(x);
        }

        Assert.That(x.std().ToDouble(), Is.EqualTo(1).Within(0.3));
    }

    [Test]
    public void Fixup_starts_as_the_identity()
    {
        using var model = new FixupTower(16, 4);
        using var input = randn(3, 16);
        using var output = model.call(input);
        Assert.That((output - input).abs().max().ToDouble(), Is.Zero);
        Assert.That(model.Blocks[0].Up.weight.std().ToDouble(), Is.EqualTo(Math.Sqrt(2.0 / 32) / Math.Sqrt(4)).Within(10).Percent, "He over fan_out, times L^(-1/2)");
    }

    [Test]
    public void A_deep_pre_norm_stream_stays_bounded()
    {
        using var model = new AdderGpt(32, 16, 64, 2, 25);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var x = randn(4, 16, 64);
        foreach (var block in model.Blocks)
        {
            x = block.call(x);
        }

        // 50 branches of variance about 1/50 each: the stream's variance grows from 1 to about 2.
        Assert.That(x.std().ToDouble(), Is.InRange(1.0, 1.8));
    }

    [Test]
    public void Lstm_forget_bias_is_1_in_one_of_the_two_biases()
    {
        using var model = new LstmLanguageModel(11, 6);
        var biases = model.Lstm.named_parameters().Where(static p => p.name.StartsWith("bias", StringComparison.Ordinal)).ToDictionary(static p => p.name, static p => p.parameter, StringComparer.Ordinal);
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(biases["bias_ih_l0"].narrow(0, 12, 12).min().ToDouble(), Is.EqualTo(1));
            Assert.That(biases["bias_ih_l0"].sum().ToDouble(), Is.EqualTo(12));
            Assert.That(biases["bias_hh_l0"].abs().max().ToDouble(), Is.Zero);
        });
    }

    [Test]
    public void The_padding_token_starts_at_zero()
    {
        using var model = new LstmLanguageModel(11, 6);
        using var scope = NewDisposeScope();
        Assert.That(model.Tokens.weight![0].abs().max().ToDouble(), Is.Zero);
        Assert.That(model.Tokens.weight![1].abs().max().ToDouble(), Is.GreaterThan(0));
    }
}
