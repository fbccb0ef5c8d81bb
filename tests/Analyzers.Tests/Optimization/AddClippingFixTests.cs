using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class AddClippingFixTests
{
    private static Task IsFixed(string before, string after) =>
        Rule<MissingClipping>.IsFixedBy<AddClippingFix>(before + Models.Attention, after + Models.Attention);

    [Test]
    public Task Inserted_before_the_step_with_its_comments_kept() => IsFixed(
        """
        static class Training
        {
            public static void Run()
            {
                var model = new Gpt();
                var optimizer = optim.AdamW(model.parameters(), 1e-3);
                for (var i = 0; i < 100; i++)
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward(); // the loss
                    // update
                    optimizer.[|step|](); // done
                }
            }
        }
        """,
        """
        static class Training
        {
            public static void Run()
            {
                var model = new Gpt();
                var optimizer = optim.AdamW(model.parameters(), 1e-3);
                for (var i = 0; i < 100; i++)
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward(); // the loss
                    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                    // update
                    optimizer.step(); // done
                }
            }
        }
        """);

    [Test]
    public Task A_step_alone_under_an_if_gets_braces() => IsFixed(
        """
        var model = new Gpt();
        var optimizer = optim.AdamW(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            model.call(randn(8, 64)).mean().backward();
            if (i % 4 == 3)
                optimizer.[|step|]();
        }
        """,
        """
        var model = new Gpt();
        var optimizer = optim.AdamW(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            model.call(randn(8, 64)).mean().backward();
            if (i % 4 == 3)
            {
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                optimizer.step();
            }
        }
        """);

    [Test]
    public Task The_model_is_named_as_it_is_where_the_step_stands() => IsFixed(
        """
        class Trainer
        {
            private readonly Gpt _model = new();
            private readonly torch.optim.Optimizer _optimizer;

            public Trainer() => _optimizer = optim.AdamW(_model.parameters());

            public void Batch(Tensor x)
            {
                _optimizer.zero_grad();
                _model.forward(x).mean().backward();
                _optimizer.[|step|]();
            }
        }
        """,
        """
        class Trainer
        {
            private readonly Gpt _model = new();
            private readonly torch.optim.Optimizer _optimizer;

            public Trainer() => _optimizer = optim.AdamW(_model.parameters());

            public void Batch(Tensor x)
            {
                _optimizer.zero_grad();
                _model.forward(x).mean().backward();
                torch.nn.utils.clip_grad_norm_(_model.parameters(), 1.0);
                _optimizer.step();
            }
        }
        """);

    [Test]
    public Task Not_offered_where_the_model_has_no_name() => Rule<MissingClipping>.HasNoFix<AddClippingFix>(
        """
        class Trainer(Gpt model)
        {
            private readonly torch.optim.Optimizer _optimizer = optim.AdamW(model.parameters());

            public void Batch(Tensor x)
            {
                model.forward(x).mean().backward();
                Update();
            }

            private void Update() => _optimizer.[|step|]();
        }
        """ + Models.Attention);
}
