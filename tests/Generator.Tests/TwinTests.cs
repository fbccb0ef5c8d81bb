using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>Every architecture, declared and by hand: the same names and shapes, and with the same weights the same outputs and gradients.</summary>
[TestFixture]
public sealed class TwinTests
{
    // Attention by hand multiplies in another order than the fused kernel; everything else is bit for bit.
    private const double Attention = 1e-5;

    [SetUp]
    public void Seed() => random.manual_seed(7);

    [Test]
    public void Perceptron()
    {
        using var model = new Mlp(6, 10, 3, rate: 0);
        using var twin = new HandMlpClassifier(6, 10, 3, rate: 0);
        using var input = randn(5, 6);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Residual_network()
    {
        using var model = new ResNet(4, 2, 3);
        using var twin = new HandResNet(4, 2, 3);
        using var input = randn(2, 3, 8, 8);
        foreach (var (name, parameter) in model.named_parameters())
        {
            // At its start the last norm of every branch is small; here every path counts.
            if (name.EndsWith("norm2.weight", StringComparison.Ordinal))
            {
                nn.init.uniform_(parameter, 0.5, 1.5);
            }
        }

        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input), tolerance: 1e-5);
    }

    [Test]
    public void Lstm_language_model()
    {
        using var model = new LstmLanguageModel(11, 6);
        using var twin = new HandLstmLanguageModel(11, 6);
        using var input = randint(0, 11, [3, 5]);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Gru_in_both_directions()
    {
        using var model = new GruTagger(5, 6, 4);
        using var twin = new HandGruTagger(5, 6, 4);
        using var input = randn(3, 7, 5);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Vision_transformer()
    {
        using var model = new VisionTransformer(4, 16, 16, 2, 2, 5);
        using var twin = new HandVisionTransformer(4, 16, 16, 2, 2, 5);
        using var input = randn(2, 3, 16, 16);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input), Attention);
    }

    [Test]
    public void Encoder_and_decoder()
    {
        using var model = new Translator(13, 16, 2, 2);
        using var twin = new HandTranslator(13, 16, 2, 2);
        using var source = randint(0, 13, [2, 6]);
        using var target = randint(0, 13, [2, 4]);
        Twins.AreEqual(model, twin, m => m.call(source, target).Logits, t => t.call(source, target).Item1, Attention);
    }

    [Test]
    public void Diffusion_unet()
    {
        using var model = new DiffusionUnet(8);
        using var twin = new HandDiffusionUnet(8);
        using var input = randn(2, 1, 8, 8);
        using var time = rand(2, 1);
        Twins.AreEqual(model, twin, m => m.call(input, time), t => t.call(input, time));
    }

    [Test]
    public void DeepNorm()
    {
        using var model = new DeepNormTower(16, 2, 3);
        using var twin = new HandDeepNormTower(16, 2, 3);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input), Attention);
    }

    [Test]
    public void Sandwich_with_LayerScale_RmsNorm_and_SwiGlu_gets_its_final_norm()
    {
        using var model = new SandwichTower(16, 2, 2);
        using var twin = new HandSandwichTower(16, 2, 2);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input), Attention);
    }

    [Test]
    public void Post_norm()
    {
        using var block = new PostNormBlock(16, 2);
        using var twin = new HandPostNormBlock(16, 2, shortcut: 1);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(block, twin, m => m.call(input), t => t.call(input), Attention);
    }

    [Test]
    public void ReZero_with_the_norm_after_the_branch()
    {
        using var block = new ReZeroBlock(16);
        using var twin = new HandReZeroBlock(16);
        using var input = randn(2, 5, 16);
        nn.init.constant_(block.named_parameters().Single(static p => p.name == "mlp_scale.alpha").parameter, 0.7);
        Twins.AreEqual(block, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Recomputed_blocks_give_the_same_gradients_bit_for_bit()
    {
        using var model = new RecomputedTower(16, 2, 3);
        using var twin = new PlainTower(16, 2, 3);
        using var input = randn([2, 5, 16], requires_grad: true);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }
}
