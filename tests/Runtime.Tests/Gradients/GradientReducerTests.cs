using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

/// <summary>Two ranks in one process, each with its own model, trainer and thread.</summary>
internal sealed class GradientReducerTests : ScopedTest
{
    [Test]
    public void Clipping_comes_after_the_average()
    {
        var ranks = Run(new(new Sgd { LearningRate = 1 }, new ClipNorm(1)), steps: 1, (rank, _) => rank == 0 ? [12f, 0] : [0, 16f]);

        // The mean is (6, 8) with norm 10; clipping each rank first would have given another direction.
        Assert.That(ranks[0].Values, Is.EqualTo(new[] { -0.6f, -0.8f }).Within(1e-6f));
        Assert.That(ranks[0].Results[0].GradientNorm, Is.EqualTo(10).Within(1e-9));
        Assert.That(ranks[1].Values, Is.EqualTo(ranks[0].Values));
    }

    [Test]
    public void A_rank_with_a_NaN_makes_all_ranks_skip()
    {
        var ranks = Run(new(new AdamW(), new ClipNorm(1)), steps: 3, (rank, step) => rank == 1 && step == 1 ? [float.NaN, 1] : [rank, 1]);

        Assert.That(ranks[0].Results.Select(result => result.Skipped), Is.EqualTo(new[] { false, true, false }));
        Assert.That(ranks[1].Results.Select(result => result.Skipped), Is.EqualTo(new[] { false, true, false }));
        Assert.That(ranks[1].Values, Is.EqualTo(ranks[0].Values));
    }

    [Test]
    public void All_ranks_see_the_same_loss_scale_noise_and_statistics()
    {
        TrainingPlan plan = new(new AdamW { LearningRate = 0.1 }, new ZClip { WarmupSteps = 2 }, new GradientNoise(0.01), new MixedPrecision(HalfType.BFloat16));
        var ranks = Run(plan, steps: 6, (rank, step) => [rank + step, step == 4 && rank == 0 ? float.PositiveInfinity : 1]);

        for (var step = 0; step < 6; step++)
        {
            Assert.That(ranks[1].Results[step].Loss, Is.EqualTo(ranks[0].Results[step].Loss), $"loss of step {step}");
            Assert.That(ranks[1].Results[step].GradientNorm, Is.EqualTo(ranks[0].Results[step].GradientNorm));
            Assert.That(ranks[1].Results[step].ClipCoefficient, Is.EqualTo(ranks[0].Results[step].ClipCoefficient));
        }

        Assert.That(ranks[1].Values, Is.EqualTo(ranks[0].Values));
    }

    [Test]
    public void An_overflow_on_one_rank_halves_the_loss_scale_of_all()
    {
        TrainingPlan plan = new(new AdamW(), new MixedPrecision(HalfType.Float16) { InitialScale = 64, GrowthInterval = 2 });
        var ranks = Run(plan, steps: 6, (rank, step) => [rank == 1 && step == 1 ? float.PositiveInfinity : 1, rank]);

        Assert.That(ranks[0].Results.Select(result => result.LossScale), Is.EqualTo(new[] { 64.0, 64, 32, 32, 64, 64 }));
        Assert.That(ranks[1].Results.Select(result => result.LossScale), Is.EqualTo(ranks[0].Results.Select(result => result.LossScale)));
        Assert.That(ranks[1].Values, Is.EqualTo(ranks[0].Values));
    }

    [Test]
    public void A_spike_on_one_rank_takes_all_ranks_back_to_the_same_step()
    {
        TrainingPlan plan = new(new Sgd { LearningRate = 1e-3 }, new StableModels.Recovery.SpikeGuard { RollBackSteps = 10, SnapshotEvery = 5, InMemory = 4, SkipSteps = 20 });
        var ranks = Run(plan, steps: 90, (rank, step) => rank == 1 && step == 70 ? [-1e4f, -1e4f] : [1 + (0.01f * (step % 7)), 1]);

        Assert.That(ranks[0].Audit.Single().RestoredStep, Is.EqualTo(60));
        Assert.That(ranks[1].Audit, Is.EqualTo(ranks[0].Audit));
        Assert.That(ranks[1].Values, Is.EqualTo(ranks[0].Values));
    }

    private static (float[] Values, List<StepResult> Results, IReadOnlyList<StableModels.Recovery.RollBack> Audit)[] Run(TrainingPlan plan, int steps, Func<int, int, float[]> gradients)
    {
        using var exchange = new Exchange();
        var outcome = new (float[], List<StepResult>, IReadOnlyList<StableModels.Recovery.RollBack>)[2];
        var threads = Enumerable.Range(0, 2).Select(rank => new Thread(() =>
        {
            using var scope = NewDisposeScope();
            var model = new FedModel([0, 0]);
            using var trainer = Trainer.Create(model, plan, CPU, 1000, new() { Reducer = exchange.For(rank) });
            List<StepResult> results = [.. Enumerable.Range(0, steps).Select(step => trainer.Step(() => model.LossWithGradients(gradients(rank, step))))];
            outcome[rank] = (model[0], results, trainer.Observers.OfType<StableModels.Recovery.SpikeRecovery>().SingleOrDefault()?.Audit ?? []);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => Assert.That(thread.Join(TimeSpan.FromSeconds(60)), Is.True));
        return outcome;
    }

    /// <summary>What c10d would be: both ranks wait for each other and take the mean.</summary>
    private sealed class Exchange : IDisposable
    {
        private readonly Barrier _barrier = new(2);
        private readonly Tensor?[] _given = new Tensor?[2];

        public void Dispose() => _barrier.Dispose();

        public IGradientReducer For(int rank) => new Rank(this, rank);

        private sealed class Rank(Exchange exchange, int rank) : IGradientReducer
        {
            public int Ranks => 2;

            public void Average(Tensor tensor)
            {
                using var noGrad = no_grad();
                exchange._given[rank] = tensor;
                exchange._barrier.SignalAndWait();
                using var mean = exchange._given[0]!.add(exchange._given[1]!).div_(2);
                exchange._barrier.SignalAndWait();
                tensor.copy_(mean);
            }
        }
    }
}
