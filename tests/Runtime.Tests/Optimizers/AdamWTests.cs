using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Optimizers;

internal sealed class AdamWTests : TrajectoryTest
{
    [Test]
    public void Follows_PyTorch() =>
        EndsAt(
            new AdamW { LearningRate = 0.01, WeightDecay = 0.1, Beta2 = 0.95 },
            [0.9805619716644287f, -1.9980629682540894f, 0.49683675169944763f, 0.24063049256801605f]);

    [Test]
    public void Groups_may_learn_at_their_own_rates()
    {
        var model = new Training.FedModel(ones(2, 2), ones(2));
        var settings = new AdamW { LearningRate = 0.1, WeightDecay = 0 };
        using var arena = ParameterArena.Create([new("slow", [("p0", model.Values[0])]) { LearningRateScale = 0.5 }, new("fast", [("p1", model.Values[1])])]);
        using var optimizer = settings.CreateOptimizer(arena);
        model.LossWithGradients([1, 1, 1, 1], [1, 1]).backward();
        optimizer.Step(0.1);

        Assert.That(model[0], Is.All.EqualTo(0.95f).Within(1e-6f));
        Assert.That(model[1], Is.All.EqualTo(0.9f).Within(1e-6f));
    }

    [Test]
    public void A_tiny_gradient_factor_does_not_lose_the_second_moment()
    {
        var model = new Training.FedModel([0f]);
        using var arena = model.Arena(scalarsOnDevice: false, [5e19f]);
        using var optimizer = new AdamW().CreateOptimizer(arena);
        optimizer.Step(0.1, 1 / 5e19);

        Assert.That(model[0][0], Is.EqualTo(-0.1f).Within(1e-6f));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Threads_that_share_the_update_change_no_bit(bool scalarsOnDevice)
    {
        var one = Updated(threads: 1, scalarsOnDevice);
        var two = Updated(threads: 2, scalarsOnDevice);

        Assert.That(one.SequenceEqual(two), Is.True);
        Assert.That(one.Distinct().Count(), Is.GreaterThan(one.Length / 2), "every element was updated by its own gradient");
    }

    // Long enough that threads share it, with a rest that fills no stretch.
    private static float[] Updated(int threads, bool scalarsOnDevice)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            using var scope = NewDisposeScope();
            manual_seed(1);
            var model = new Training.FedModel(randn(700, 1001), randn(333));
            using var arena = ParameterArena.Create(
                [new("weights", [("p0", model.Values[0])]), new("biases", [("p1", model.Values[1])]) { LearningRateScale = 0.5, WeightDecayScale = 0 }], scalarsOnDevice);
            using var optimizer = new AdamW { WeightDecay = 0.1 }.CreateOptimizer(arena);
            for (var step = 0; step < 3; step++)
            {
                arena.Gradients.copy_(randn(arena.Length));
                optimizer.Step(0.1, 0.5);
            }

            return arena.Parameters.data<float>().ToArray();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
