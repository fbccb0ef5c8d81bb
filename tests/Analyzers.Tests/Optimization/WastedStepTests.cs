using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class WastedStepTests
{
    private static string Loop(string body, string before = "") => $$"""
        var model = new Mlp();
        var other = new Mlp();
        var optimizer = optim.Adam(model.parameters());
        var second = optim.SGD(other.parameters(), 0.1);
        {{before}}
        for (var i = 0; i < 10; i++)
        {
        {{body}}
        }
        """ + Models.Perceptron + """

        static class Work
        {
            public static void Backward(Module<Tensor, Tensor> model) => model.call(randn(8, 64)).mean().backward();
        }
        """;

    private const string Backward = "model.call(randn(8, 64)).mean().backward();";

    [TestCase("optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); optimizer.[|step|]();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " optimizer.step(); optimizer.[|step|]();")]
    [TestCase("var o = optim.[|Adam|](model.parameters()); o.zero_grad(); " + Backward + " o.step();")]
    [TestCase("var o = optim.[|SGD|](model.parameters(), 0.1, momentum: 0.9); o.zero_grad(); " + Backward + " o.step();")]
    public Task Steps_without_gradients_twice_and_rebuilt(string body) => Rule<WastedStep>.Finds(Loop(body));

    [TestCase("optimizer.zero_grad(); " + Backward + " optimizer.step();")]
    [TestCase(Backward + " optimizer.step(); second.step();")]
    [TestCase(Backward + " optimizer.step(); " + Backward + " optimizer.step();")]
    [TestCase(Backward + " if (i > 3) optimizer.step(); else optimizer.step();")]
    [TestCase("var loss = model.call(randn(8, 64)).mean(); Work.Backward(model); optimizer.step();")]
    [TestCase("optimizer.step(() => { optimizer.zero_grad(); var l = model.call(randn(8, 64)).mean(); l.backward(); return l; });")]
    [TestCase("var o = optim.SGD(model.parameters(), 0.1); o.zero_grad(); " + Backward + " o.step();")]
    [TestCase("var o = optim.Adam(model.parameters()); for (var e = 0; e < 3; e++) { o.zero_grad(); " + Backward + " o.step(); }")]
    [TestCase("var m = new Mlp(); var o = optim.Adam(m.parameters()); o.zero_grad(); m.call(randn(8, 64)).mean().backward(); o.step();")]
    [TestCase("var loss = model.call(randn(8, 64)).mean(); foreach (var p in model.parameters()) p.grad = ones_like(p); optimizer.step();")]
    public Task Steps_with_gradients(string body) => Rule<WastedStep>.IsSilent(Loop(body));

    [Test]
    public Task Second_step_removed() => Rule<WastedStep>.IsFixedBy<RemoveSecondStepFix>(
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                optimizer.step(); // first
                optimizer.[|step|]();
            """),
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                optimizer.step(); // first
            """));
}
