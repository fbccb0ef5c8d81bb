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

    private const string Batches = "for (var b = 0; b < 5; b++) { " + Train + "optimizer.step(); }";

    [TestCase("scheduler.[|step|](); " + Batches, Step10)]
    [TestCase("scheduler.[|step|](); foreach (var b in args) { " + Train + "optimizer.step(); } Console.WriteLine(i);", "var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10);")]
    [TestCase("model.train(); scheduler.[|step|](); Epoch(); void Epoch() { " + Batches + " }", "var scheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.9);")]
    public Task First_rate_skipped(string body, string scheduler) => Rule<MisusedScheduler>.Finds(Loops.Around(body, scheduler));

    [TestCase("if (i > 0) scheduler.step(); " + Batches, Step10)]
    [TestCase("scheduler.step(i); " + Batches, Step10, Description = "says which rate is meant")]
    [TestCase(Batches + " scheduler.step();", Step10)]
    [TestCase("scheduler.step(); " + Batches, "var scheduler = optim.lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 5);", Description = "a warm-up")]
    [TestCase("scheduler.step(); " + Batches, "var scheduler = optim.lr_scheduler.LambdaLR(optimizer, e => Math.Min(1.0, e / 5.0));", Description = "begins at 0")]
    [TestCase("scheduler.step(); " + Batches, Step10 + " optimizer.step();", Description = "not the first step")]
    [TestCase("scheduler.step(); " + Batches, Step10 + " Unseen.Use(optimizer);", Description = "may have stepped")]
    [TestCase("scheduler.step(); " + Batches, Step10 + " optimizer.load_state_dict(\"before.bin\");", Description = "resumed")]
    [TestCase("scheduler.step(); " + Batches, Step10 + " foreach (var a in args) scheduler.step();", Description = "wound on")]
    [TestCase("scheduler.step(); foreach (var b in args) Unseen.Use(optimizer);", Step10)]
    public Task First_rate_used_or_skipped_on_purpose(string body, string scheduler) => Rule<MisusedScheduler>.IsSilent(Loops.Around(body, scheduler));

    [Test]
    public Task A_resumed_training() => Rule<MisusedScheduler>.IsSilent(
        Loops.Around("scheduler.step(); " + Batches, Step10 + " var from = args.Length;").Replace("var i = 0;", "var i = from;", StringComparison.Ordinal));

    [Test]
    public Task Moved_to_the_end_of_the_epoch() => Rule<MisusedScheduler>.IsFixedBy<RescheduleFix>(
        Loops.Around("""
            // the rate
                scheduler.[|step|]();
                foreach (var b in args)
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward();
                    optimizer.step();
                }
                Console.WriteLine(i);
            """, Step10),
        Loops.Around("""
            foreach (var b in args)
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward();
                    optimizer.step();
                }
                Console.WriteLine(i);
                // the rate
                scheduler.step();
            """, Step10));

    [TestCase("scheduler.[|step|](); if (args.Length > i) continue; " + Batches)]
    [TestCase("scheduler.[|step|](); " + Batches + " break;")]
    public Task Epochs_that_are_cut_short_are_left_to_the_author(string body) => Rule<MisusedScheduler>.HasNoFix<RescheduleFix>(Loops.Around(body, Step10));

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
