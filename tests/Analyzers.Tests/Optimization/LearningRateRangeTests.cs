using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class LearningRateRangeTests
{
    [TestCase("var optimizer = optim.Adam(model.parameters(), [|0.5|]);")]
    [TestCase("const double rate = 1; var optimizer = optim.AdamW(model.parameters(), lr: [|rate|]);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), [|100|]);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), learningRate: [|-0.1|]);")]
    [TestCase("var optimizer = optim.AdamW(model.parameters(), [|0.0|]);")]
    public Task Outside_the_range(string optimizer) => Rule<LearningRateRange>.Finds(Loops.Step(optimizer: optimizer));

    [TestCase("var optimizer = optim.Adam(model.parameters());")]
    [TestCase("var optimizer = optim.Adam(model.parameters(), 0.1);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), 2.5);")]
    [TestCase("var optimizer = optim.AdamW(model.parameters(), 2.0); var noam = optim.lr_scheduler.LambdaLR(optimizer, t => Math.Pow(t + 1, -0.5));")]
    [TestCase("var optimizer = optim.AdamW(model.parameters(), 1.0); foreach (var g in optimizer.ParamGroups) g.LearningRate = 1e-4;")]
    [TestCase("var optimizer = optim.AdamW(model.parameters(), 1.0); Unseen.Use(optimizer);")]
    [TestCase("var optimizer = optim.Adadelta(model.parameters(), 1.0);")]
    [TestCase("var optimizer = optim.Adam(model.parameters(), args.Length);")]
    public Task Within_the_range_or_under_a_schedule(string optimizer) => Rule<LearningRateRange>.IsSilent(Loops.Step(optimizer: optimizer));

    [Test]
    public Task Limits_are_options() => Rule<LearningRateRange>.Finds(
        Loops.Step(optimizer: "var optimizer = optim.Adam(model.parameters(), [|0.05|]);"), "stable_models.SM3006.adaptive = 0.01");
}
