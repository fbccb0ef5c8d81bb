using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class AddWarmupFixTests
{
    [Test]
    public Task Schedule_behind_the_optimizer_and_its_step_behind_the_step() => Rule<MissingWarmup>.IsFixedBy<AddWarmupFix>(
        """
        var model = new Gpt();
        // Adam with decay
        var optimizer = optim.[|AdamW|](model.parameters(), 1e-3); // peak
        for (var i = 0; i < 100; i++)
        {
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            optimizer.step(); // update
        }
        """ + Models.Attention,
        """
        var model = new Gpt();
        // Adam with decay
        var optimizer = optim.AdamW(model.parameters(), 1e-3); // peak
        var optimizerWarmup = torch.optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1.0, (step + 1) / 100.0));
        for (var i = 0; i < 100; i++)
        {
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            optimizer.step(); // update
            optimizerWarmup.step();
        }
        """ + Models.Attention);

    [Test]
    public Task Two_optimizers_at_once() => Rule<MissingWarmup>.IsFixedBy<AddWarmupFix>(
        """
        static class Training
        {
            public static void Run(Gpt first, Gpt second)
            {
                var a = optim.[|Adam|](first.parameters());
                var b = optim.[|Adam|](second.parameters());
                for (var step = 0; step < 100; step++)
                {
                    (first.call(randn(8, 64)) + second.call(randn(8, 64))).mean().backward();
                    a.step();
                    b.step();
                }
            }
        }
        """ + Models.Attention,
        """
        static class Training
        {
            public static void Run(Gpt first, Gpt second)
            {
                var a = optim.Adam(first.parameters());
                var aWarmup = torch.optim.lr_scheduler.LambdaLR(a, step => Math.Min(1.0, (step + 1) / 100.0));
                var b = optim.Adam(second.parameters());
                var bWarmup = torch.optim.lr_scheduler.LambdaLR(b, step => Math.Min(1.0, (step + 1) / 100.0));
                for (var step = 0; step < 100; step++)
                {
                    (first.call(randn(8, 64)) + second.call(randn(8, 64))).mean().backward();
                    a.step();
                    aWarmup.step();
                    b.step();
                    bWarmup.step();
                }
            }
        }
        """ + Models.Attention);

    [Test]
    public Task Not_offered_beside_another_schedule() => Rule<MissingWarmup>.HasNoFix<AddWarmupFix>(
        """
        var model = new Gpt();
        var optimizer = optim.[|AdamW|](model.parameters(), 1e-3);
        var decay = optim.lr_scheduler.StepLR(optimizer, 10);
        for (var i = 0; i < 100; i++)
        {
            model.call(randn(8, 64)).mean().backward();
            optimizer.step();
            decay.step();
        }
        """ + Models.Attention);
}
