using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class MissingClippingTests
{
    private static Task Finds(string source) => Rule<MissingClipping>.Finds(source + Models.Attention + Models.Recurrent + Models.Perceptron);

    private static Task IsSilent(string source) => Rule<MissingClipping>.IsSilent(source + Models.Attention + Models.Recurrent + Models.Perceptron);

    private static string Program(string model, string betweenBackwardAndStep, string step = "optimizer.step();") => $$"""
        var model = new {{model}}();
        var optimizer = optim.AdamW(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            var loss = model.call(randn(8, 64)).mean();
            optimizer.zero_grad();
            loss.backward();
            {{betweenBackwardAndStep}}
            {{step}}
        }
        """;

    [TestCase("clipper.Clip();", "optimizer.step();")]
    [TestCase("", "optimizer.[|step|]();")]
    public Task A_clipper_of_StableModels_clips_where_it_is_called(string call, string step) =>
        Finds(Program("Gpt", call, step).Replace("for (", "using var clipper = new StableModels.Gradients.GradientClipper(model, new StableModels.Gradients.ClipNorm(1.0));\nfor (", StringComparison.Ordinal));

    [TestCase("Gpt")]
    [TestCase("Tagger")]
    public Task Attention_and_recurrent_models(string model) => Finds(Program(model, "", "optimizer.[|step|]();"));

    [Test]
    public Task Micro_batches_before_one_step() => Finds("""
        var model = new Gpt();
        var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            optimizer.zero_grad();
            for (var micro = 0; micro < 4; micro++) (model.call(randn(8, 64)).mean() / 4).backward();
            optimizer.[|step|]();
        }
        """);

    [TestCase("nn.utils.clip_grad_norm_(critic.parameters(), 1.0);", "generator.[|step|]();")]
    [TestCase("nn.utils.clip_grad_norm_(critic.parameters(), 1.0); nn.utils.clip_grad_norm_(actor.parameters(), 1.0);", "generator.step();")]
    [TestCase("nn.utils.clip_grad_norm_(critic.parameters().Concat(actor.parameters()), 1.0);", "generator.step();")]
    [TestCase("nn.utils.clip_grad_norm_(inner.parameters(), 1.0);", "generator.step();", Description = "may be a part of it")]
    public Task Two_models_and_two_optimizers(string clip, string step) => Rule<MissingClipping>.Finds($$"""
        var inner = new Mlp();
        var actor = new Gpt();
        var critic = new Mlp();
        var generator = optim.SGD(actor.parameters(), 1e-3);
        var second = optim.SGD(critic.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            generator.zero_grad();
            second.zero_grad();
            (actor.call(randn(8, 64)).mean() + critic.call(randn(8, 64)).mean()).backward();
            {{clip}}
            {{step}}
            second.step();
        }
        """ + Models.Attention + Models.Perceptron);

    [Test]
    public Task Parts_of_the_step_in_methods_of_the_type() => Finds("""
        class Trainer(Gpt model)
        {
            private readonly torch.optim.Optimizer _optimizer = optim.AdamW(model.parameters());

            public void Batch(Tensor x)
            {
                _optimizer.zero_grad();
                Backward(x);
                Update();
            }

            private void Backward(Tensor x) => model.forward(x).mean().backward();

            private void Update() => _optimizer.[|step|]();
        }
        """);

    [Test]
    public Task Model_and_optimizer_as_parameters() => Finds("""
        static class Training
        {
            public static void Epoch(Gpt model, torch.optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                foreach (var batch in batches)
                {
                    optimizer.zero_grad();
                    model.call(batch).mean().backward();
                    optimizer.[|step|]();
                }
            }
        }
        """);

    [Test]
    public Task Clipping_that_comes_after_the_step_does_not_count() => Finds("""
        var model = new Gpt();
        var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            optimizer.[|step|]();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        }
        """);

    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [TestCase("torch.nn.utils.clip_grad_value_(model.parameters().ToArray(), 0.5);")]
    [TestCase("if (i > 10) nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [TestCase("foreach (var p in model.parameters()) p.grad?.clamp_(-1, 1);")]
    [TestCase("foreach (var p in model.parameters()) { using var g = p.grad; g!.mul_(0.5); }")]
    [TestCase("foreach (var p in model.parameters()) p.grad = p.grad! * 0.5;")]
    [TestCase("foreach (var p in model.parameters()) { var g = p.grad; if (g is not null) g.div_(2); }")]
    [TestCase("Clip(); void Clip() => nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [TestCase("Clipper.Apply(model);")]
    [TestCase("Clipper.Delegate(model.parameters());")]
    public Task Clipped_one_way_or_another(string clip) => IsSilent(Program("Gpt", clip) + """

        static class Clipper
        {
            public static Action<IEnumerable<Parameter>> Delegate = null!;
            public static void Apply(Module module) { }
        }
        """);

    [Test]
    public Task Models_that_need_none() => IsSilent(Program("Mlp", ""));

    [TestCase("new StableAdamW(model.parameters())", Description = "divides the rate where the gradient is ahead of its history")]
    [TestCase("optim.Rprop(model.parameters())", Description = "uses the sign alone")]
    public Task Optimizers_that_bound_their_step(string optimizer) => IsSilent(
        Program("Gpt", "").Replace("optim.AdamW(model.parameters(), 1e-3)", optimizer, StringComparison.Ordinal) + """

        class StableAdamW(IEnumerable<Parameter> given) : torch.optim.Optimizer(0)
        {
            public IEnumerable<Parameter> All => given;
            public override Tensor step(Func<Tensor>? closure = null) => zeros(1);
        }
        """);

    [Test]
    public Task A_plan_written_by_hand() => IsSilent("""
        using StableModels.Optimizers;
        using StableModels.Training;

        var model = new Gpt();
        using var trainer = Trainer.Create(model, new TrainingPlan(new StableAdamW { LearningRate = 1e-3 }), CPU, 100);
        for (var i = 0; i < 100; i++)
        {
            trainer.Step(() => model.call(randn(8, 64)).mean());
        }
        """);

    [Test]
    public Task A_closure_optimizer() => IsSilent("""
        var model = new Gpt();
        var optimizer = optim.LBFGS(model.parameters());
        for (var i = 0; i < 10; i++)
        {
            optimizer.step(() => { optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.backward(); return loss; });
        }
        """);

    [Test]
    public Task A_model_of_unknown_content() => IsSilent("""
        static class Training
        {
            public static void Epoch(Module<Tensor, Tensor> model, torch.optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                foreach (var batch in batches)
                {
                    optimizer.zero_grad();
                    model.call(batch).mean().backward();
                    optimizer.step();
                }
            }
        }
        """);

    [Test]
    public Task A_generated_clipper_of_the_model() => IsSilent(Program("Clipped", "model.ClipGradients();") + """

        class Clipped : Module<Tensor, Tensor>
        {
            private readonly MultiheadAttention _attention = nn.MultiheadAttention(64, 4);
            public Clipped() : base("clipped") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _attention.call(x, x, x).Item1;
            public void ClipGradients() => nn.utils.clip_grad_norm_(parameters(), 1.0);
        }
        """);

    [Test]
    public Task Clipping_in_a_base_class() => IsSilent("""
        abstract class Base
        {
            protected void Clip(IEnumerable<Parameter> parameters) => nn.utils.clip_grad_norm_(parameters, 1.0);
        }

        class Trainer(Gpt model) : Base
        {
            private readonly torch.optim.Optimizer _optimizer = optim.AdamW(model.parameters());

            public void Batch(Tensor x)
            {
                _optimizer.zero_grad();
                model.forward(x).mean().backward();
                Clip(model.parameters());
                _optimizer.step();
            }
        }
        """);

    [Test]
    public Task A_step_without_a_backward_in_sight() => IsSilent("""
        static class Training
        {
            private static readonly Gpt Model = new();
            private static readonly torch.optim.Optimizer Optimizer = optim.AdamW(Model.parameters());
            public static void Update() => Optimizer.step();
        }
        """);
}
