using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class MisusedSchedulerTests
{
    private const string Train = "optimizer.zero_grad(); " + Loops.Backward + " ";
    private const string Step10 = "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10);";

    [TestCase(Train + "optimizer.step();", "var scheduler = optim.lr_scheduler.[|StepLR|](optimizer, 10);")]
    [TestCase(Train + "optimizer.step();", "optim.lr_scheduler.[|CosineAnnealingLR|](optimizer, 10);")]
    [TestCase(Train + "scheduler.[|step|](); optimizer.step();", Step10)]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.[|step|]();", "var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, epochs: 10, steps_per_epoch: 5);")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.[|step|]();", "var batches = args.Length; var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10 * batches);")]
    [TestCase("foreach (var b in args) { " + Train + "optimizer.step(); } scheduler.[|step|]();", "var steps = 10 * args.Length / 4; var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps: steps);")]
    [TestCase(Train + "optimizer.step(); scheduler.step();", "var other = optim.SGD(new Mlp().parameters(), 0.1); var scheduler = optim.lr_scheduler.StepLR([|other|], 10);")]
    [TestCase(Train + "optimizer.step(); scheduler.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10, [|last_epoch: 15|]);")]
    public Task Schedules_that_do_not_reach_the_optimizer(string body, string scheduler) =>
        Rule<MisusedScheduler>.Finds(Loops.Around(body, scheduler));

    [TestCase(Train + "optimizer.step(); scheduler.step();", Step10)]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.step();", Step10)]
    [TestCase("scheduler.step(); for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); }", Step10)]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); scheduler.step(); }", "var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, epochs: 10, steps_per_epoch: 5);")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.step();", "var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps: 10);")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.step();", "var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10);")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.step();", "var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10 * 2);", Description = "half a cosine")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); } scheduler.step();", "var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 7 * args.Length);", Description = "not this loop's rounds")]
    [TestCase("for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); scheduler.step(); }", "var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10 * args.Length);")]
    [TestCase(Train + "optimizer.step(); scheduler.step();", "var a = optim.lr_scheduler.LinearLR(optimizer, 0.1); var b = optim.lr_scheduler.StepLR(optimizer, 10); var scheduler = optim.lr_scheduler.SequentialLR(optimizer, new[] { a, b }, new[] { 5 });")]
    [TestCase(Train + "optimizer.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10); Unseen.Use(scheduler);")]
    [TestCase(Train + "optimizer.step(); Advance(); void Advance() => scheduler?.step();", Step10)]
    [TestCase(Train + "optimizer.step(); scheduler.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10, last_epoch: -1);")]
    [TestCase(Train + "optimizer.step(); scheduler.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10, last_epoch: args.Length);")]
    [TestCase(Train + "optimizer.step(); if (i % 2 == 0) scheduler.step(); else scheduler.step(i);", Step10)]
    public Task Schedules_that_do(string body, string scheduler) => Rule<MisusedScheduler>.IsSilent(Loops.Around(body, scheduler));

    [Test]
    public Task A_schedule_looked_at_without_training() => Rule<MisusedScheduler>.IsSilent("""
        var o = optim.SGD(new Mlp().parameters(), 0.1);
        var scheduler = optim.lr_scheduler.StepLR(o, 10);
        Console.WriteLine(scheduler.get_last_lr().First());
        """ + Models.Perceptron);

    [Test]
    public Task Moved_behind_the_step() => Rule<MisusedScheduler>.IsFixedBy<RescheduleFix>(
        Loops.Around("""
            optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                scheduler.[|step|]();
                optimizer.step();
            """, Step10),
        Loops.Around("""
            optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                optimizer.step();
                scheduler.step();
            """, Step10));

    [Test]
    public Task Started_at_its_beginning() => Rule<MisusedScheduler>.IsFixedBy<RescheduleFix>(
        Loops.Around(Train + "optimizer.step(); scheduler.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10, [|last_epoch: 15|]);"),
        Loops.Around(Train + "optimizer.step(); scheduler.step();", "var scheduler = optim.lr_scheduler.StepLR(optimizer, 10);"));
}
