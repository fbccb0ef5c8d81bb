using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;
using Impl = TorchSharp.torch.optim.lr_scheduler.impl;

namespace StableModels.Torch.Tests.Optim;

/// <summary>Rates and momenta of both groups under every schedule against PyTorch's.</summary>
[TestFixture]
internal sealed class ScheduleReferenceTests
{
    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedules = new(StringComparer.Ordinal)
    {
        ["StepLR"] = o => StepLR(o, 3, 0.5),
        ["MultiStepLR"] = o => MultiStepLR(o, [2, 5, 5, 9], 0.5),
        ["ExponentialLR"] = o => ExponentialLR(o, 0.8),
        ["ConstantLR"] = o => ConstantLR(o, 0.25, 4),
        ["LinearLR"] = o => LinearLR(o, 0.1, 0.8, 6),
        ["PolynomialLR"] = o => PolynomialLR(o, 8, 2),
        ["LambdaLR"] = o => LambdaLR(o, epoch => 1.0 / (1 + epoch)),
        ["MultiplicativeLR"] = o => MultiplicativeLR(o, epoch => 1 - 0.01 * epoch),
        ["CosineAnnealingLR"] = o => CosineAnnealingLR(o, 6, 0.01),
        ["OneCycleLR"] = o => OneCycleLR(o, [0.4, 0.8], total_steps: 21, pct_start: 0.3),
        ["OneCycleLR linear three phases"] = o => OneCycleLR(o, 0.4, epochs: 3, steps_per_epoch: 7, pct_start: 0.3,
            anneal_strategy: Impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true),
        ["CyclicLR"] = o => CyclicLR(o, 0.01, 0.2, 4, 3),
        ["CyclicLR triangular2"] = o => CyclicLR(o, 0.01, 0.2, 3, mode: Impl.CyclicLR.Mode.Triangular2),
        ["CyclicLR exp_range"] = o => CyclicLR(o, 0.01, 0.2, 3, mode: Impl.CyclicLR.Mode.ExpRange, gamma: 0.9),
        ["SequentialLR"] = o => SequentialLR(o, [LinearLR(o, 0.1, 1.0, 4), CosineAnnealingLR(o, 10, 0.001)], [4]),
        ["ChainedLR"] = o => ChainedLR([ConstantLR(o, 0.1, 3), ExponentialLR(o, 0.9)]),
    };

    private static IEnumerable<string> Names => Schedules.Keys;

    [TestCaseSource(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = TwoGroups();
        var schedule = Schedules[name](optimizer);
        foreach (var (step, expected) in OptimizationReference.All.Schedules[name].Index())
        {
            var groups = optimizer.ParamGroups.ToArray();
            double[] actual = [.. groups.Select(group => group.LearningRate), .. groups.Select(group => ((IMomentum)group).Momentum)];
            Assert.That(actual, Is.EqualTo(expected).Within(1e-12), $"step {step}");
            Assert.That(schedule.get_last_lr(), Is.EqualTo(expected[..2]).Within(1e-12), $"step {step}");
            schedule.step();
        }
    }

    [Test]
    public void A_plateau_reduces_the_rates_as_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var optimizer = TwoGroups();
        var schedule = ReduceLROnPlateau(optimizer, "min", 0.5, patience: 1, threshold: 0.05, cooldown: 1, min_lr: [0.02, 0.01]);
        foreach (var row in OptimizationReference.All.Plateau)
        {
            schedule.step(row[0]);
            Assert.That(optimizer.ParamGroups.Select(group => group.LearningRate), Is.EqualTo(row[1..]).Within(1e-12));
        }
    }

    [Test]
    public void No_schedule_is_left_out() => Assert.That(OptimizationReference.All.Schedules.Keys, Is.EquivalentTo(Schedules.Keys));

    private static SGD TwoGroups()
    {
        var (first, second) = (new Parameter(zeros(2)), new Parameter(zeros(3)));
        return SGD([new SGD.ParamGroup([first]), new SGD.ParamGroup([second], lr: 0.2)], 0.1, momentum: 0.9);
    }
}
