using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>Every architecture, declared and by hand: the same names and shapes, and with the same weights the same outputs and gradients.</summary>
[TestFixture]
public sealed class TwinTests
{
    // Where the twin computes the same in another order; everything else is bit for bit.
    private const double Reordered = 1e-5;

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

        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
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
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Encoder_and_decoder()
    {
        using var model = new Translator(13, 6, 16, 2, 2);
        using var twin = new HandTranslator(13, 6, 16, 2, 2);
        using var source = randint(0, 13, [2, 6]);
        using var target = randint(0, 13, [2, 4]);
        using var counts = arange(6).unsqueeze(0) < tensor([6L, 3L]).unsqueeze(1);
        Twins.AreEqual(model, twin, m => m.call(source, target, counts).Logits, t => t.call(source, target, counts).Item1);
    }

    [Test]
    public void Diffusion_unet()
    {
        using var model = new DiffusionUnet(8, 2);
        using var twin = new HandDiffusionUnet(8, 2);
        using var input = randn(2, 1, 8, 8);
        using var time = rand(2, 1);
        Twins.AreEqual(model, twin, m => m.call(input, time), t => t.call(input, time));
    }

    [Test]
    public void Decoder_with_rotary_positions_and_shared_key_heads()
    {
        using var model = new Llama(11, 32, 4, 2);
        using var twin = new HandLlama(11, 32, 4, 2);
        using var tokens = randint(0, 11, [2, 7]);
        Twins.AreEqual(model, twin, m => m.call(tokens), t => t.call(tokens));
    }

    [Test]
    public void Experts()
    {
        using var model = new SparseTransformer(8, 4, 2);
        using var twin = new HandSparseTransformer(8, 4, 2);
        using var input = randn(2, 5, 8);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input), Reordered);
    }

    [Test]
    public void Convolutional_autoencoder()
    {
        using var model = new Autoencoder(4, 6);
        using var twin = new HandAutoencoder(4, 6);
        using var input = randn(3, 1, 8, 8);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Temporal_convolution()
    {
        using var model = new TemporalConvolution(3, 8, 4);
        using var twin = new HandTemporalConvolution(3, 8, 4);
        using var input = randn(3, 3, 12);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Two_bags_of_words()
    {
        using var model = new TextMatcher(11, 5, 3);
        using var twin = new HandTextMatcher(11, 5, 3);
        using var first = randint(0, 11, [4, 6]);
        using var second = randint(0, 11, [4, 3]);
        Twins.AreEqual(model, twin, m => m.call(first, second), t => t.call(first, second));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Attention_is_its_formula(bool causal)
    {
        using var layer = new Layers.SelfAttention(16, 2, causal);
        using var formula = new HandAttention(16, 2, causal, formula: true);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(layer, formula, m => m.call(input), t => t.call(input), Reordered);
    }

    [Test]
    public void DeepNorm()
    {
        using var model = new DeepNormTower(16, 2, 3);
        using var twin = new HandDeepNormTower(16, 2, 3);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Sandwich_with_LayerScale_RmsNorm_and_SwiGlu_gets_its_final_norm()
    {
        using var model = new SandwichTower(16, 2, 2);
        using var twin = new HandSandwichTower(16, 2, 2);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(model, twin, m => m.call(input), t => t.call(input));
    }

    [Test]
    public void Post_norm()
    {
        using var block = new PostNormBlock(16, 2);
        using var twin = new HandPostNormBlock(16, 2, shortcut: 1);
        using var input = randn(2, 5, 16);
        Twins.AreEqual(block, twin, m => m.call(input), t => t.call(input));
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
