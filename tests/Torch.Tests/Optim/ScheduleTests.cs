using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace StableModels.Torch.Tests.Optim;

[TestFixture]
internal sealed class ScheduleTests
{
    private static Optimizer Make() => SGD([nn.Parameter(zeros(1))], 1.0);

    private static double Rate(Optimizer optimizer) => optimizer.ParamGroups.Single().LearningRate;

    [Test]
    public void A_jump_to_an_epoch_uses_the_closed_form()
    {
        using var optimizer = Make();
        var schedule = ExponentialLR(optimizer, 0.5);
        schedule.step(3);
        Assert.That(Rate(optimizer), Is.EqualTo(0.125));
    }

    [Test]
    public void Chained_schedules_can_jump_too()
    {
        using var optimizer = Make();
        var schedule = ChainedLR([ExponentialLR(optimizer, 0.5)]);
        schedule.step(2);
        Assert.That(Rate(optimizer), Is.EqualTo(0.25));
    }

    [Test]
    public void Schedules_of_another_optimizer_are_refused()
    {
        using var optimizer = Make();
        using var other = Make();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => SequentialLR(optimizer, [ExponentialLR(optimizer), ExponentialLR(other)], [2]), Throws.ArgumentException);
            Assert.That(() => ChainedLR([ExponentialLR(optimizer), ExponentialLR(other)]), Throws.ArgumentException);
            Assert.That(() => SequentialLR(optimizer, [ExponentialLR(optimizer)], [2]), Throws.ArgumentException);
        }
    }

    [Test]
    public void One_cycle_ends()
    {
        using var optimizer = Make();
        var schedule = OneCycleLR(optimizer, 1.0, total_steps: 3, cycle_momentum: false);
        for (var i = 0; i < 3; i++)
            schedule.step();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(schedule.step, Throws.InvalidOperationException);
            Assert.That(() => OneCycleLR(optimizer, 1.0), Throws.ArgumentException);
        }
    }

    [Test]
    public void One_cycle_moves_the_betas_of_Adam()
    {
        using var weight = nn.Parameter(zeros(1));
        using var optimizer = Adam([weight]);
        OneCycleLR(optimizer, 1.0, total_steps: 10);
        Assert.That(((IBetas)optimizer.ParamGroups.Single()).Betas, Is.EqualTo((0.95, 0.999)));
    }

    [Test]
    public void A_plateau_needs_a_metric()
    {
        using var optimizer = Make();
        var schedule = ReduceLROnPlateau(optimizer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(schedule.step, Throws.InvalidOperationException);
            Assert.That(() => ReduceLROnPlateau(optimizer, factor: 1), Throws.ArgumentException);
            Assert.That(() => ReduceLROnPlateau(optimizer, mode: "least"), Throws.ArgumentException);
        }
    }
}
