using StableModels.Generator.Tests.Architectures;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests;

/// <summary>Schemes that change more than one place of a model: Peri-LN, T-Fixup, Fixup, tied heads with a bias.</summary>
[TestFixture]
public sealed class SchemeTests
{
    [SetUp]
    public void Seed() => random.manual_seed(4);

    [Test]
    public void Peri_norms_the_embedding_and_the_end_too()
    {
        using var model = new PeriGpt(11, 8, 2);
        Assert.That(model.named_parameters().Select(static p => p.name), Is.EqualTo(new[]
        {
            "tokens.weight", "blocks_input_norm.weight",
            "blocks.0.mlp_norm.weight", "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc1.bias", "blocks.0.mlp.fc2.weight", "blocks.0.mlp.fc2.bias", "blocks.0.mlp_post_norm.weight",
            "blocks.1.mlp_norm.weight", "blocks.1.mlp.fc1.weight", "blocks.1.mlp.fc1.bias", "blocks.1.mlp.fc2.weight", "blocks.1.mlp.fc2.bias", "blocks.1.mlp_post_norm.weight",
            "blocks_norm.weight", "head.bias",
        }));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tokens = randint(0, 11, [2, 5]);
        // The norm that ends a branch carries no depth scale: its gain is 1.
        var x = Rms(model.Tokens.call(tokens));
        foreach (var block in model.Blocks)
        {
            x = x + Rms(block.Mlp.call(Rms(x)));
        }

        var expected = F.linear(Rms(x), model.Tokens.weight!);
        Assert.That((model.call(tokens) - expected).abs().max().ToDouble(), Is.LessThan(1e-5));

        static Tensor Rms(Tensor x) => x * (x.pow(2).mean([-1L], keepdim: true) + 1e-5).rsqrt();
    }

    [Test]
    public void A_tied_head_with_a_bias_has_a_bias_of_its_own()
    {
        using var model = new PeriGpt(11, 8, 1);
        using var scope = NewDisposeScope();
        var tokens = randint(0, 11, [2, 5]);
        var before = model.call(tokens);
        using (no_grad())
        {
            model.state_dict()["head.bias"].fill_(2);
        }

        var after = model.call(tokens);
        Assert.That((after - before - 2).abs().max().ToDouble(), Is.LessThan(1e-5));
        Assert.That(model.Head.bias!.sum().ToDouble(), Is.EqualTo(22), "the property shows both");
        after.sum().backward();
        Assert.That(model.Head.bias!.grad!.sum().ToDouble(), Is.EqualTo(110).Within(1e-3));
        model.to(ScalarType.Float64);
        Assert.That(model.call(tokens).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void T_Fixup_scales_value_output_feed_forward_and_the_embedding()
    {
        using var model = new TFixupEncoder(500, 128, 4, 6);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var block = model.Blocks[5];
        var xavier = Math.Sqrt(2.0 / 256);
        const double Encoder = 0.428092; // 0.67 * 6^(-1/4)
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(block.Attention.QueryKeyValue.weight.narrow(0, 0, 256)), Is.EqualTo(xavier).Within(3).Percent, "query and key");
            Assert.That(Deviation(block.Attention.QueryKeyValue.weight.narrow(0, 256, 128)), Is.EqualTo(Encoder * xavier).Within(3).Percent, "value");
            Assert.That(Deviation(block.Attention.Output.weight), Is.EqualTo(Encoder * xavier).Within(3).Percent, "output");
            Assert.That(Deviation(block.Mlp.Input.weight), Is.EqualTo(Encoder * Math.Sqrt(2.0 / 640)).Within(3).Percent, "fc1");
            Assert.That(Deviation(block.Mlp.Output.weight), Is.EqualTo(Encoder * Math.Sqrt(2.0 / 640)).Within(3).Percent, "fc2");
            Assert.That(Deviation(model.Tokens.weight!.narrow(0, 1, 499)), Is.EqualTo(0.368894 / Math.Sqrt(128)).Within(2).Percent, "(9N)^(-1/4) / sqrt(width)");
            Assert.That(model.Tokens.weight![0].abs().max().ToDouble(), Is.Zero, "padding");
        });
    }

    [Test]
    public void T_Fixup_knows_a_decoder_by_its_memory()
    {
        using var block = new TFixupDecoderBlock(128, 4);
        block.reset_parameters(residualBranches: 18);
        const double Decoder = 0.368894; // (9 * 6)^(-1/4)
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(block.Cross.Output.weight), Is.EqualTo(Decoder * Math.Sqrt(2.0 / 256)).Within(3).Percent);
            Assert.That(Deviation(block.Cross.Query.weight), Is.EqualTo(Math.Sqrt(2.0 / 256)).Within(3).Percent);
            Assert.That(Deviation(block.Mlp.Output.weight), Is.EqualTo(Decoder * Math.Sqrt(2.0 / 640)).Within(3).Percent);
        });
    }

    [Test]
    public void T_Fixup_trains_without_norm_and_warm_up()
    {
        using var model = new TFixupEncoder(20, 32, 4, 6);
        using var optimizer = optim.Adam(model.parameters(), 1e-3, beta1: 0.9, beta2: 0.98);
        using var tokens = randint(1, 20, [16, 8]);
        double first = 0, last = 0;
        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(F.linear(model.call(tokens), model.Tokens.weight!).view(-1, 20), tokens.view(-1));
            loss.backward();
            optimizer.step();
            (first, last) = (step == 0 ? loss.ToDouble() : first, loss.ToDouble());
        }

        Assert.That(last, Is.LessThan(first / 2));
    }

    [Test]
    public void Fixup_has_scalar_biases_a_multiplier_and_a_classifier_at_zero()
    {
        using var model = new FixupNet(8, 3, 10);
        Assert.That(model.Blocks[0].named_parameters().Select(static p => p.name), Is.EqualTo(new[]
        {
            "conv1_bias.bias", "conv1.weight", "act_bias.bias", "conv2_bias.bias", "conv2.weight", "conv1_scale.alpha", "conv1_end_bias.bias",
        }));
        using var scope = NewDisposeScope();
        var images = randn(4, 1, 6, 6);
        var logits = model.call(images);
        var loss = F.cross_entropy(logits, tensor(new long[] { 1, 2, 3, 4 }));
        Assert.Multiple(() =>
        {
            Assert.That(logits.abs().max().ToDouble(), Is.Zero);
            Assert.That(loss.ToDouble(), Is.EqualTo(2.302585).Within(1e-6), "ln 10");
            Assert.That(Deviation(model.Blocks[0].Conv1.weight), Is.EqualTo(Math.Sqrt(2.0 / (8 * 9)) / Math.Sqrt(3)).Within(10).Percent);
        });
    }

    [Test]
    public void Fixup_computes_the_papers_block()
    {
        using var block = new FixupConvBlock(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var parameter in block.parameters())
        {
            parameter.normal_(0, 0.3);
        }

        var p = block.state_dict();
        var x = randn(2, 4, 5, 5);
        var branch = F.conv2d(x + p["conv1_bias.bias"], p["conv1.weight"], padding: [1, 1]);
        branch = F.relu(branch + p["act_bias.bias"]);
        branch = F.conv2d(branch + p["conv2_bias.bias"], p["conv2.weight"], padding: [1, 1]);
        var expected = F.relu(x + branch * p["conv1_scale.alpha"] + p["conv1_end_bias.bias"]);
        Assert.That((block.call(x) - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
    }

    private static double Deviation(Tensor weight) => weight.std().ToDouble();
}
