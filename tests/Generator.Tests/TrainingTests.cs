using StableModels.Generator.Tests.Architectures;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests;

/// <summary>Five declared architectures, each trained as declared on a task of its kind, and asked about examples that it has not seen.</summary>
[TestFixture]
public sealed class TrainingTests
{
    [SetUp]
    public void Seed() => random.manual_seed(11);

    [Test]
    public void An_encoder_and_decoder_learns_to_reverse_words_of_different_lengths()
    {
        const int Letters = 8, Longest = 5, Start = 0;
        using var model = new Translator(Letters, Longest + 1, width: 32, heads: 2, depth: 1);

        // Letters 1 to 7; of every word only the first 2 to 5 count, the rest is noise.
        (Tensor Source, Tensor Target, Tensor Counts) Words()
        {
            var source = randint(1, Letters, [64, Longest]);
            var lengths = randint(2, Longest + 1, [64, 1]);
            var place = arange(Longest).unsqueeze(0);
            var reversed = source.gather(1, (lengths - 1 - place).clamp(min: 0));
            return (source, reversed, place < lengths);
        }

        var loss = Train(model.CreateTrainer(CPU, 200), () =>
        {
            var (source, target, counts) = Words();
            var logits = model.call(source, cat([full(64, 1, Start, ScalarType.Int64), target[.., ..^1]], 1), counts).Logits;
            return F.cross_entropy(logits[counts], target[counts]);
        });
        Assert.That(loss, Is.LessThan(0.2 * Math.Log(Letters - 1)), "guessing letters costs ln 7");
    }

    [Test]
    public void A_residual_network_learns_which_way_stripes_run()
    {
        using var model = new ResNet(8, 1, classes: 3);
        var loss = Train(model.CreateTrainer(CPU, 40), () =>
        {
            var classes = randint(0, 3, [32]);
            var (row, column) = (arange(8).view(1, 8, 1), arange(8).view(1, 1, 8));
            var along = (row * (classes.view(-1, 1, 1) != 1) + column * (classes.view(-1, 1, 1) != 0) + randint(0, 4, [32, 1, 1])) % 4;
            var pictures = along.lt(2).to_type(ScalarType.Float32).unsqueeze(1).expand(32, 3, 8, 8) + 0.3 * randn(32, 3, 8, 8);
            return F.cross_entropy(model.call(pictures), classes);
        });
        Assert.That(loss, Is.LessThan(0.2 * Math.Log(3)), "guessing costs ln 3");
    }

    [Test]
    public void An_lstm_language_model_learns_to_count_in_the_step_it_is_shown()
    {
        const int Numbers = 11;
        using var model = new LstmLanguageModel(Numbers + 1, width: 16);
        var loss = Train(model.CreateTrainer(CPU, 150), () =>
        {
            // 1 to 11 round and round, in steps of 1 to 3; token 0 is padding. After two numbers the rest is known.
            var count = (randint(0, Numbers, [32, 1]) + randint(1, 4, [32, 1]) * arange(9).unsqueeze(0)) % Numbers + 1;
            var logits = model.call(count[.., ..^1]);
            return F.cross_entropy(logits[.., 1..].reshape(-1, Numbers + 1), count[.., 2..].reshape(-1));
        });
        Assert.That(loss, Is.LessThan(0.2 * Math.Log(3)), "not to notice the step costs ln 3");
    }

    [Test]
    public void A_vision_transformer_learns_where_the_spot_is()
    {
        using var model = new VisionTransformer(patch: 4, patches: 16, width: 32, heads: 2, depth: 2, classes: 4);
        var loss = Train(model.CreateTrainer(CPU, 300), () =>
        {
            var quarters = randint(0, 4, [32]);
            var (y, x) = (quarters.div(2, RoundingMode.floor) * 8 + randint(1, 7, [32]), quarters % 2 * 8 + randint(1, 7, [32]));
            var (row, column) = (arange(16).view(1, 16, 1) - y.view(-1, 1, 1), arange(16).view(1, 1, 16) - x.view(-1, 1, 1));
            var spot = (-(row * row + column * column).to_type(ScalarType.Float32) / 2).exp() * 3;
            return F.cross_entropy(model.call(spot.unsqueeze(1) + 0.1 * randn(32, 3, 16, 16)), quarters);
        });
        Assert.That(loss, Is.LessThan(0.2 * Math.Log(4)), "guessing costs ln 4");
    }

    [Test]
    public void A_diffusion_unet_learns_to_tell_the_noise_from_the_picture()
    {
        using var model = new DiffusionUnet(channels: 8, heads: 2);
        var loss = Train(model.CreateTrainer(CPU, 150), () =>
        {
            // Pictures of one bar across or upright; the cosine schedule mixes them with noise (Nichol & Dhariwal 2021).
            var place = randint(0, 8, [32, 1, 1, 1]);
            var upright = randint(0, 2, [32, 1, 1, 1]).to_type(ScalarType.Bool);
            var index = where(upright, arange(8).view(1, 1, 1, 8), arange(8).view(1, 1, 8, 1));
            var pictures = (index == place).to_type(ScalarType.Float32) * 2 - 1;
            var time = rand(32, 1) * 0.9 + 0.1;
            var angle = (time * (Math.PI / 2)).view(-1, 1, 1, 1);
            var noise = randn(32, 1, 8, 8);
            return F.mse_loss(model.call(angle.cos() * pictures + angle.sin() * noise, time), noise);
        });
        Assert.That(loss, Is.LessThan(0.2), "to see no noise costs 1");
    }

    /// <summary>The loss on examples made after training; every batch is new.</summary>
    private static double Train(Trainer trainer, Func<Tensor> loss)
    {
        using (trainer)
        {
            while (trainer.StepCount < trainer.TotalSteps)
            {
                trainer.Step(loss);
            }

            Assert.That(trainer.SkippedCount, Is.Zero);
        }

        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var unseen = Enumerable.Range(0, 4).Average(_ => loss().ToDouble());
        TestContext.Out.WriteLine($"loss on unseen examples: {unseen:F3}");
        return unseen;
    }
}
