using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

/// <summary>SM5105 and SM5106: what an optimizer holds.</summary>
[TestFixture]
public sealed class OptimizerTrapTests
{
    [TestCase("model.[|to|](torch.CUDA);")]
    [TestCase("model.[|cuda|]();")]
    [TestCase("var moved = model.[|to|](ScalarType.BFloat16);")]
    [TestCase("Move(); void Move() => model.[|cuda|]();")]
    public Task Moved_after_the_optimizer_was_built(string move) => Rule<OptimizerBeforeMove>.Finds(Loops.Step(move));

    [TestCase("model.to(torch.CUDA); var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("var teacher = new Mlp(); var optimizer = optim.SGD(model.parameters(), 0.1); teacher.to(torch.CUDA);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), 0.1); model.to(torch.CUDA); optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("var optimizer = optim.SGD(model.parameters(), 0.1); var x = randn(8).to(torch.CUDA);")]
    public Task Moved_before_or_another(string optimizer) => Rule<OptimizerBeforeMove>.IsSilent(Loops.Step(optimizer: optimizer));

    [Test]
    public Task Moved_after_the_training() => Rule<OptimizerBeforeMove>.IsSilent(
        Loops.Around("optimizer.zero_grad(); " + Loops.Backward + " optimizer.step();", after: "model.cpu();"));

    [Test]
    public Task Move_put_first() => Rule<OptimizerBeforeMove>.IsFixedBy<MoveBeforeOptimizerFix>(
        """
        static class Training
        {
            public static void Run()
            {
                var model = new Mlp();
                var optimizer = optim.SGD(model.parameters(), 0.1);
                // to the device
                model.[|to|](torch.CUDA);
                for (var i = 0; i < 3; i++) { model.call(randn(8, 64)).mean().backward(); optimizer.step(); }
            }
        }
        """ + Models.Perceptron,
        """
        static class Training
        {
            public static void Run()
            {
                var model = new Mlp();
                // to the device
                model.to(torch.CUDA);
                var optimizer = optim.SGD(model.parameters(), 0.1);
                for (var i = 0; i < 3; i++) { model.call(randn(8, 64)).mean().backward(); optimizer.step(); }
            }
        }
        """ + Models.Perceptron);

    [TestCase("var optimizer = optim.SGD(model.[|parameters|](), 0.1);")]
    [TestCase("var optimizer = optim.AdamW(model.[|parameters|](), 0.1);")]
    public Task Lazy_parameters(string optimizer) => Rule<LazyParameters>.Finds(Loops.Step(optimizer: optimizer));

    [TestCase("var optimizer = optim.SGD(model.parameters().ToArray(), 0.1);")]
    [TestCase("var parameters = model.parameters().ToList(); var optimizer = optim.SGD(parameters, 0.1);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() } }, 0.1);")]
    public Task Parameters_read_once(string optimizer) => Rule<LazyParameters>.IsSilent(Loops.Step(optimizer: optimizer));

    [Test]
    public Task A_single_step_walks_once() => Rule<LazyParameters>.IsSilent("""
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        model.call(randn(8, 64)).mean().backward();
        optimizer.step();
        """ + Models.Perceptron);

    [Test]
    public Task Array_handed_over() => Rule<LazyParameters>.IsFixedBy<ReadParametersOnceFix>(
        Loops.Step(optimizer: "var optimizer = optim.SGD(model.[|parameters|]() /* all */, 0.1);"),
        Loops.Step(optimizer: "var optimizer = optim.SGD(model.parameters().ToArray() /* all */, 0.1);"));
}
