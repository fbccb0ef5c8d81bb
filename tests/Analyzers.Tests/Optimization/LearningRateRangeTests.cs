using Microsoft.CodeAnalysis;
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

    // A rate of ten is no matter of taste any more, and one of nothing never was.
    [TestCase("optim.Adam(model.parameters(), 0.5)", DiagnosticSeverity.Info)]
    [TestCase("optim.AdamW(model.parameters(), 9.0)", DiagnosticSeverity.Info)]
    [TestCase("optim.SGD(model.parameters(), 100)", DiagnosticSeverity.Info)]
    [TestCase("optim.AdamW(model.parameters(), 10.0)", DiagnosticSeverity.Warning)]
    [TestCase("optim.SGD(model.parameters(), 1000)", DiagnosticSeverity.Warning)]
    [TestCase("optim.SGD(model.parameters(), -0.1)", DiagnosticSeverity.Warning)]
    [TestCase("optim.Adam(model.parameters(), 0.0)", DiagnosticSeverity.Warning)]
    public async Task Far_outside_is_a_warning(string optimizer, DiagnosticSeverity severity)
    {
        var compilation = TestCompilation.Create(Loops.Step(optimizer: "var optimizer = " + optimizer + ";"));
        var found = await TestCompilation.Analyze(compilation, null, new TorchSharpCodeAnalyzer([new LearningRateRange()]));
        Assert.That(found.Select(finding => finding.Severity), Is.EqualTo(new[] { severity }));
    }

    [TestCase(0.5, DiagnosticSeverity.Info)]
    [TestCase(10, DiagnosticSeverity.Warning)]
    public async Task Far_outside_is_a_warning_on_a_declared_model(double rate, DiagnosticSeverity severity)
    {
        var compilation = TestCompilation.Create($$"""
            using StableModels.Layers;

            [StableModel]
            [AdamW(LearningRate = {{rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}})]
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
            """);
        var found = await TestCompilation.Analyze(compilation, null, new TorchSharpCodeAnalyzer([new LearningRateRange()]));
        Assert.That(found.Select(finding => finding.Severity), Is.EqualTo(new[] { severity }));
    }

    [Test]
    public Task Limits_are_options() => Rule<LearningRateRange>.Finds(
        Loops.Step(optimizer: "var optimizer = optim.Adam(model.parameters(), [|0.05|]);"), "stable_models.SM3006.adaptive = 0.01");
}
