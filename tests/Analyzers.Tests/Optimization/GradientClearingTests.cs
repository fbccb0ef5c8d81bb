using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class GradientClearingTests
{
    private static string Loop(string body) => $$"""
        var model = new Mlp();
        var other = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        var second = optim.SGD(other.parameters(), 0.1);
        for (var i = 0; i < 10; i++)
        {
        {{body}}
        }
        """ + Models.Perceptron;

    private const string Backward = "model.call(randn(8, 64)).mean().backward();";

    [TestCase(Backward + " optimizer.[|step|]();")]
    [TestCase("other.zero_grad(); " + Backward + " optimizer.[|step|]();")]
    [TestCase("Console.WriteLine(i); " + Backward + " optimizer.[|step|](); Work.Log(i);")]
    [TestCase(Backward + " optimizer.[|zero_grad|](); optimizer.step();")]
    [TestCase(Backward + " model.[|zero_grad|](); nn.utils.clip_grad_norm_(model.parameters(), 1.0); optimizer.step();")]
    public Task Never_cleared_or_cleared_too_early(string body) => Rule<GradientClearing>.Finds(Loop(body) + Work);

    private const string Clipper = "using var clipper = new StableModels.Gradients.GradientClipper(model, new StableModels.Gradients.AdaptiveClip(0.01));\n";

    [TestCase(Backward + " clipper.Clip(); optimizer.[|step|]();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " clipper.Clip(); optimizer.step();")]
    public Task Beside_a_clipper_of_StableModels(string body) =>
        Rule<GradientClearing>.Finds(Loop(body).Replace("for (", Clipper + "for (", StringComparison.Ordinal) + Work);

    [TestCase("optimizer.zero_grad(); " + Backward + " optimizer.step();")]
    [TestCase(Backward + " optimizer.step(); optimizer.zero_grad();")]
    [TestCase("model.zero_grad(); " + Backward + " optimizer.step();")]
    [TestCase(Backward + " if (i % 4 == 0) { optimizer.step(); optimizer.zero_grad(); }")]
    [TestCase("if (i % 4 == 0) optimizer.zero_grad(); " + Backward + " if (i % 4 == 3) optimizer.step();")]
    [TestCase(Backward + " optimizer.step(); Work.Clear(model);")]
    [TestCase(Backward + " optimizer.step(); foreach (var p in model.parameters()) p.grad = null;")]
    [TestCase(Backward + " optimizer.step(); foreach (var p in model.parameters()) p.grad!.zero_();")]
    [TestCase(Backward + " optimizer.step(); Clear(); void Clear() => optimizer.zero_grad();")]
    [TestCase("second.zero_grad(); " + Backward + " optimizer.zero_grad(); " + Backward + " optimizer.step();")]
    [TestCase("var o = optim.SGD(model.parameters(), 0.1); model = new Mlp(); " + Backward + " o.step();")]
    [TestCase("optimizer.step(() => { optimizer.zero_grad(); var l = model.call(randn(8, 64)).mean(); l.backward(); return l; });")]
    public Task Cleared_in_time(string body) => Rule<GradientClearing>.IsSilent(Loop(body) + Work);

    [Test]
    public Task One_step_alone_has_nothing_to_clear() => Rule<GradientClearing>.IsSilent("""
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        model.call(randn(8, 64)).mean().backward();
        optimizer.step();
        """ + Models.Perceptron);

    [Test]
    public Task Added_after_the_step() => Rule<GradientClearing>.IsFixedBy<ClearGradientsFix>(
        Loop("""
                model.call(randn(8, 64)).mean().backward();
                optimizer.[|step|](); // update
            """),
        Loop("""
                model.call(randn(8, 64)).mean().backward();
                optimizer.step(); // update
                optimizer.zero_grad();
            """));

    [Test]
    public Task Moved_behind_the_step() => Rule<GradientClearing>.IsFixedBy<ClearGradientsFix>(
        Loop("""
                model.call(randn(8, 64)).mean().backward();
                optimizer.[|zero_grad|]();
                optimizer.step();
            """),
        Loop("""
                model.call(randn(8, 64)).mean().backward();
                optimizer.step();
                optimizer.zero_grad();
            """));

    private const string Work = """

        static class Work
        {
            public static void Clear(Module<Tensor, Tensor> model) => model.zero_grad();
            public static void Log(int step) { }
        }
        """;
}
