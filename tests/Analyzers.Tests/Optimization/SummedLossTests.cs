using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class SummedLossTests
{
    private static string Program(string criterion, string use = "criterion.call(model.call(randn(8, 64)), zeros(8, 10)).backward();", string optimizer = "var optimizer = optim.SGD(model.parameters(), 0.1);") =>
        Loops.Around("optimizer.zero_grad(); " + use + " optimizer.step();", criterion, optimizer);

    [TestCase("var criterion = nn.MSELoss([|Reduction.Sum|]);")]
    [TestCase("var criterion = nn.CrossEntropyLoss(reduction: [|nn.Reduction.Sum|]);")]
    public Task Summed_under_sgd(string criterion) => Rule<SummedLoss>.Finds(Program(criterion));

    [Test]
    public Task Summed_by_a_function() => Rule<SummedLoss>.Finds(
        Program("", "functional.mse_loss(model.call(randn(8, 64)), zeros(8, 10), [|Reduction.Sum|]).backward();"));

    private static string Methods(string first, string second) => $$"""
        static class Program
        {
            static void Run() { {{first}} }
            static void Other() { {{second}} }
        }
        """ + Models.Perceptron;

    private static string Training(string optimizer, string reduction) =>
        "var model = new Mlp(); var optimizer = optim." + optimizer + "; for (var i = 0; i < 3; i++) { optimizer.zero_grad(); functional.mse_loss(model.call(randn(8, 64)), zeros(8, 10), " + reduction + ").backward(); optimizer.step(); }";

    [Test]
    public Task Beside_another_training_of_the_type() => Rule<SummedLoss>.Finds(
        Methods(Training("SGD(model.parameters(), 0.1)", "[|Reduction.Sum|]"), Training("Adam(model.parameters())", "Reduction.Sum")));

    [Test]
    public Task Under_the_other_training_s_optimizer() => Rule<SummedLoss>.IsSilent(
        Methods(Training("SGD(model.parameters(), 0.1)", "Reduction.Mean"), Training("Adam(model.parameters())", "Reduction.Sum")));

    [TestCase("var criterion = nn.MSELoss(Reduction.Mean);")]
    [TestCase("var criterion = nn.MSELoss();")]
    [TestCase("var criterion = nn.MSELoss(Reduction.None);")]
    public Task Other_reductions(string criterion) => Rule<SummedLoss>.IsSilent(Program(criterion));

    [TestCase("var optimizer = optim.Adam(model.parameters());")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), 1e-4);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), args.Length);")]
    public Task Other_optimizers_and_rates(string optimizer) => Rule<SummedLoss>.IsSilent(Program("var criterion = nn.MSELoss(Reduction.Sum);", optimizer: optimizer));

    [TestCase("(criterion.call(model.call(randn(8, 64)), zeros(8, 10)) / 8).backward();")]
    [TestCase("criterion.call(model.call(randn(8, 64)), zeros(8, 10)).div(8).backward();")]
    [TestCase("criterion.call(model.call(randn(8, 64)), zeros(8, 10)).backward(); nn.utils.clip_grad_norm_(model.parameters(), 1);")]
    public Task Divided_or_clipped(string use) => Rule<SummedLoss>.IsSilent(Program("var criterion = nn.MSELoss(Reduction.Sum);", use));

    [Test]
    public Task Fixed_to_the_mean() => Rule<SummedLoss>.IsFixedBy<MeanLossFix>(
        Program("var criterion = nn.MSELoss([|nn.Reduction.Sum|]);"), Program("var criterion = nn.MSELoss(nn.Reduction.Mean);"));
}
