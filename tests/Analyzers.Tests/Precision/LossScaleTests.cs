using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Precision;

namespace StableModels.Analyzers.Tests.Precision;

/// <summary>SM4002 and SM4006: what becomes of a scaled loss.</summary>
[TestFixture]
public sealed class LossScaleTests
{
    private const string Zero = "optimizer.zero_grad(); ";
    private const string Step = " optimizer.step();";
    private const string Divide = "foreach (var p in model.parameters()) p.grad!.div_(scale);";
    private const string Before = "var scale = 65536.0;";

    [TestCase("(model.call(randn(8, 64)).mean() * 65536).[|backward|]();")]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).[|backward|](); nn.utils.clip_grad_norm_(model.parameters(), 1);")]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); nn.utils.[|clip_grad_norm_|](model.parameters(), 1); " + Divide)]
    [TestCase("for (var m = 0; m < 4; m++) { (model.call(randn(8, 64)).mean() * scale).backward(); foreach (var p in model.parameters()) p.grad!.[|div_|](scale); }")]
    public Task Never_divided_clipped_first_or_divided_per_micro_batch(string body) =>
        Rule<MisusedLossScale>.Finds(Loops.Around(Zero + body + Step, Before));

    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); " + Divide)]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); " + Divide + " nn.utils.clip_grad_norm_(model.parameters(), 1);")]
    [TestCase("for (var m = 0; m < 4; m++) (model.call(randn(8, 64)).mean() * scale).backward(); " + Divide)]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); Unseen.Use(model);")]
    [TestCase("(model.call(randn(8, 64)).mean() * 0.5).backward();")]
    [TestCase("(model.call(randn(8, 64)).mean() * 10).backward();")]
    [TestCase("(model.call(randn(8, 64)).mean() * args.Length).backward();")]
    [TestCase("model.call(randn(8, 64)).mean().backward(); nn.utils.clip_grad_norm_(model.parameters(), 1); foreach (var p in model.parameters()) p.grad!.add_(1e-3);")]
    public Task Divided_once_or_no_scale(string body) =>
        Rule<MisusedLossScale>.IsSilent(Loops.Around(Zero + body + Step, Before));

    [Test]
    public Task Clipping_moved_behind_the_division() => Rule<MisusedLossScale>.IsFixedBy<UnscaleBeforeClippingFix>(
        Loops.Around("""
            optimizer.zero_grad();
                (model.call(randn(8, 64)).mean() * scale).backward();
                torch.nn.utils.[|clip_grad_norm_|](model.parameters(), 1);
                foreach (var p in model.parameters()) p.grad!.div_(scale);
                optimizer.step();
            """, Before),
        Loops.Around("""
            optimizer.zero_grad();
                (model.call(randn(8, 64)).mean() * scale).backward();
                foreach (var p in model.parameters()) p.grad!.div_(scale);
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
                optimizer.step();
            """, Before));

    [TestCase("(model.call(randn(8, 64)).mean() * scale).[|backward|](); " + Divide)]
    [TestCase("(scale * model.call(randn(8, 64)).mean()).[|backward|](); " + Divide + " scale *= 2;")]
    public Task Overflow_is_not_looked_for(string body) =>
        Rule<StaticLossScale>.Finds(Loops.Around(Zero + body + Step, Before));

    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); " + Divide + " if (!double.IsFinite(nn.utils.clip_grad_norm_(model.parameters(), 1))) { scale /= 2; continue; }")]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); if (model.parameters().Any(p => isinf(p.grad!).any().ToBoolean())) continue; " + Divide)]
    [TestCase("(model.call(randn(8, 64)).mean() * scale).backward(); " + Divide + " Unseen.Use(model);")]
    [TestCase("model.call(randn(8, 64)).mean().backward();")]
    public Task Overflow_is_looked_for(string body) =>
        Rule<StaticLossScale>.IsSilent(Loops.Around(Zero + body + Step, Before));
}
