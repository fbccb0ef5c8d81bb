using StableModels.Analyzers.FineTuning;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.FineTuning;

namespace StableModels.Analyzers.Tests.FineTuning;

/// <summary>SM6001 to SM6004: losses of preference and reward training.</summary>
[TestFixture]
public sealed class FineTuningTests
{
    private static string Program(string loss) => Loops.Around(
        "optimizer.zero_grad(); " + loss + " optimizer.step();",
        "var reference = new Mlp(); var rewards = rand(8); var old = randn(8, 10).log_softmax(-1);");

    private const string Dpo = "var a = randn(8) - randn(8); var b = randn(8) - randn(8); ";

    [TestCase("(-functional.logsigmoid([|10|] * (a - b))).mean().backward();")]
    [TestCase("const double beta = 0.001; var margin = a - b; functional.logsigmoid(margin * [|beta|]).mean().neg().backward();")]
    public Task Beta_far_from_the_usual(string loss) => Rule<PreferenceBeta>.Finds(Program(Dpo + loss));

    [TestCase("functional.logsigmoid(0.1 * (a - b)).mean().backward();")]
    [TestCase("functional.logsigmoid(0.5 * (a - b)).mean().backward();")]
    [TestCase("functional.logsigmoid(args.Length * (a - b)).mean().backward();")]
    [TestCase("functional.logsigmoid(5 * model.call(randn(8, 64))).mean().backward();")]
    public Task Usual_beta_or_another_loss(string loss) => Rule<PreferenceBeta>.IsSilent(Program(Dpo + loss));

    [TestCase("(model.call(randn(8, 64)) - reference.[|call|](randn(8, 64))).mean().backward();")]
    [TestCase("var other = nn.Linear(2, 2); foreach (var p in other.parameters()) p.requires_grad_(false); (model.call(randn(8, 64)) - reference.[|call|](randn(8, 64))).mean().backward();", Description = "another model frozen")]
    public Task Reference_in_training_mode(string loss) => Rule<LooseReference>.Finds(Program(loss));

    [TestCase("reference.eval(); (model.call(randn(8, 64)) - reference.call(randn(8, 64))).mean().backward();")]
    [TestCase("Tensor target; using (torch.no_grad()) target = reference.call(randn(8, 64)); (model.call(randn(8, 64)) - target).mean().backward();")]
    [TestCase("foreach (var p in reference.parameters()) p.requires_grad = false; (model.call(randn(8, 64)) - reference.call(randn(8, 64))).mean().backward();")]
    [TestCase("var second = optim.SGD(reference.parameters(), 0.1); (model.call(randn(8, 64)) - reference.call(randn(8, 64))).mean().backward();")]
    [TestCase("(model.call(randn(8, 64)) - reference.call(randn(8, 64)).detach()).mean().backward();")]
    public Task Reference_frozen_or_trained(string loss) => Rule<LooseReference>.IsSilent(Program(loss));

    private const string Policy = "var now = model.call(randn(8, 64)).log_softmax(-1); ";

    [TestCase("(now - old).[|exp|]().mean().backward();")]
    [TestCase("var ratio = now.gather(1, zeros(8, 1)).squeeze(1) - old[0]; torch.[|exp|](ratio).mean().backward();")]
    public Task Ratio_without_bounds(string loss) => Rule<UnclampedRatio>.Finds(Program(Policy + loss));

    [TestCase("(now - old).clamp(-20, 20).exp().mean().backward();")]
    [TestCase("now.exp().mean().backward();")]
    [TestCase("(rewards - rewards.max()).exp().mean().backward();")]
    [TestCase("(now - rewards).mean().backward();")]
    public Task Bounded_ratio_or_another_exponential(string loss) => Rule<UnclampedRatio>.IsSilent(Program(Policy + loss));

    [Test]
    public Task Ratio_clamped() => Rule<UnclampedRatio>.IsFixedBy<ClampRatioFix>(
        Program(Policy + "(now - old).[|exp|]().mean().backward(); torch.[|exp|](now - old).mean().backward();"),
        Program(Policy + "(now - old).clamp(-20, 20).exp().mean().backward(); torch.exp((now - old).clamp(-20, 20)).mean().backward();"));

    [TestCase("((rewards - rewards.mean()) / [|rewards.std()|]).mean().backward();")]
    [TestCase("var centred = rewards - rewards.mean(); var deviation = rewards.std(); (centred / [|deviation|]).mean().backward();")]
    public Task Deviation_that_can_be_zero(string loss) => Rule<UnguardedDeviation>.Finds(Program(loss));

    [TestCase("((rewards - rewards.mean()) / (rewards.std() + 1e-4)).mean().backward();")]
    [TestCase("((rewards - rewards.mean()) / rewards.std().clamp_min(1e-4)).mean().backward();")]
    [TestCase("(rewards - rewards.mean()).mean().backward();")]
    [TestCase("(rewards / rewards.std()).mean().backward();")]
    public Task Guarded_deviation(string loss) => Rule<UnguardedDeviation>.IsSilent(Program(loss));

    [Test]
    public Task Deviation_guarded() => Rule<UnguardedDeviation>.IsFixedBy<GuardDeviationFix>(
        Program("((rewards - rewards.mean()) / [|rewards.std()|]).mean().backward();"),
        Program("((rewards - rewards.mean()) / (rewards.std() + 1e-4)).mean().backward();"));

    [Test]
    public Task Beta_set_to_the_papers() => Rule<PreferenceBeta>.IsFixedBy<UsualBetaFix>(
        Program(Dpo + "(-functional.logsigmoid([|10|] * (a - b))).mean().backward();"),
        Program(Dpo + "(-functional.logsigmoid(0.1 * (a - b))).mean().backward();"));

    [Test]
    public Task Reference_frozen() => Rule<LooseReference>.IsFixedBy<FreezeReferenceFix>(
        Loops.Around("optimizer.zero_grad(); (model.call(randn(8, 64)) - reference.[|call|](randn(8, 64))).mean().backward(); optimizer.step();", "// the start\nvar reference = new Mlp(); // frozen"),
        Loops.Around(
            "optimizer.zero_grad(); (model.call(randn(8, 64)) - reference.call(randn(8, 64))).mean().backward(); optimizer.step();",
            "// the start\nvar reference = new Mlp(); // frozen\nreference.eval();\nforeach (var weight in reference.parameters()) weight.requires_grad = false;"));
}
