using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class MissingWarmupTests
{
    private static Task Finds(string source) => Rule<MissingWarmup>.Finds(source + Models.Attention + Models.Perceptron);

    private static Task IsSilent(string source) => Rule<MissingWarmup>.IsSilent(source + Models.Attention + Models.Perceptron);

    private static string Program(string creation, string inLoop = "", string after = "") => $$"""
        var model = new Gpt();
        {{creation}}
        for (var i = 0; i < 100; i++)
        {
            var loss = model.call(randn(8, 64)).mean();
            optimizer.zero_grad();
            loss.backward();
            {{inLoop}}
            optimizer.step();
            {{after}}
        }
        """;

    [TestCase("var optimizer = optim.[|AdamW|](model.parameters(), 1e-3);")]
    [TestCase("var optimizer = optim.[|Adam|](model.parameters().ToArray());")]
    [TestCase("var optimizer = torch.optim.[|NAdam|](model.parameters().Where(p => p.requires_grad));")]
    [TestCase("var optimizer = optim.[|Adam|](new[] { new Adam.ParamGroup { Parameters = model.parameters() } });")]
    [TestCase("torch.optim.Optimizer optimizer = torch.optim.[|AdamW|](model.named_parameters());")]
    public Task Adam_on_attention_in_a_loop(string creation) => Finds(Program(creation));

    [Test]
    public Task Schedulers_that_only_lower_the_rate_are_no_warm_up() => Finds(Program(
        "var optimizer = optim.[|AdamW|](model.parameters()); var scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 100);",
        after: "scheduler.step();"));

    [Test]
    public Task Optimizer_in_a_field_stepped_in_another_method() => Finds("""
        class Trainer
        {
            private readonly Gpt _model;
            private readonly torch.optim.Optimizer _optimizer;

            public Trainer()
            {
                _model = new Gpt();
                _optimizer = torch.optim.[|AdamW|](_model.parameters());
            }

            public void Batch(Tensor x)
            {
                _optimizer.zero_grad();
                _model.call(x).mean().backward();
                _optimizer.step();
            }
        }
        """);

    [Test]
    public Task Optimizer_handed_to_a_method_of_the_same_type() => Finds("""
        static class Program
        {
            static void Main()
            {
                var model = new Gpt().to(torch.CPU);
                var optimizer = optim.[|AdamW|](model.parameters());
                for (var epoch = 0; epoch < 3; epoch++) Train(model, optimizer);
            }

            static void Train(Gpt net, torch.optim.Optimizer opt)
            {
                foreach (var batch in new[] { 1, 2 })
                {
                    opt.zero_grad();
                    net.forward(randn(batch, 64)).mean().backward();
                    opt.step();
                }
            }
        }
        """);

    [Test]
    public Task Built_in_transformer_inside_sequential() => Finds("""
        var encoder = nn.TransformerEncoderLayer(64, 4);
        var model = nn.Sequential(("in", nn.Linear(8, 64)), ("encoder", encoder));
        using var optimizer = optim.[|Adam|](model.parameters());
        while (true)
        {
            optimizer.zero_grad();
            model.call(randn(8, 8)).mean().backward();
            optimizer.step();
        }
        """);

    [Test]
    public Task Loop_in_a_local_function_and_a_lambda() => Finds("""
        var model = new Gpt();
        var optimizer = optim.[|AdamW|](model.parameters());
        Action once = () => { optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); optimizer.step(); };
        void Run() { for (var i = 0; i < 10; i++) once(); }
        Run();
        """);

    [TestCase("var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("var optimizer = optim.RAdam(model.parameters());")]
    [TestCase("var optimizer = optim.AdamW(model.parameters()); var s = optim.lr_scheduler.LambdaLR(optimizer, t => Math.Min(1, (t + 1) / 100.0));")]
    [TestCase("var optimizer = optim.AdamW(model.parameters()); var s = optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, 100);")]
    [TestCase("var optimizer = optim.AdamW(model.parameters()); var w = optim.lr_scheduler.LinearLR(optimizer, 0.1, 1, 100); var c = optim.lr_scheduler.CosineAnnealingLR(optimizer, 100); var s = optim.lr_scheduler.SequentialLR(optimizer, new[] { w, c }, new[] { 100 });")]
    [TestCase("var optimizer = optim.AdamW(model.parameters()); Schedule.Attach(optimizer); ")]
    [TestCase("var optimizer = optim.AdamW(model.parameters()); new List<torch.optim.Optimizer>().Add(optimizer);")]
    [TestCase("var optimizer = optim.AdamW(new Mlp().parameters());")]
    [TestCase("Module<Tensor, Tensor> unknown = Schedule.Load(); var optimizer = optim.AdamW(unknown.parameters());")]
    public Task Other_optimizers_models_and_schedules(string creation) => IsSilent(Program(creation) + """

        static class Schedule
        {
            public static void Attach(torch.optim.Optimizer optimizer) { }
            public static Module<Tensor, Tensor> Load() => throw new NotSupportedException();
        }
        """);

    [TestCase("foreach (var g in optimizer.ParamGroups) g.LearningRate = 1e-3 * Math.Min(1, (i + 1) / 100.0);")]
    [TestCase("foreach (var g in optimizer.ParamGroups) { g.LearningRate = i < 10 ? 1e-4 : 1e-3; }")]
    [TestCase("var group = optimizer.ParamGroups.First(); group.LearningRate = 1e-3;")]
    [TestCase("optimizer.ParamGroups.ToList().ForEach(g => g.LearningRate = 1e-4 * i);")]
    [TestCase("SetRate(optimizer, i); static void SetRate(torch.optim.Optimizer o, int t) { foreach (var g in o.ParamGroups) g.LearningRate = 1e-5 * t; }")]
    public Task Learning_rate_written_by_hand(string inLoop) =>
        IsSilent(Program("var optimizer = optim.AdamW(model.parameters());", inLoop));

    [Test]
    public Task A_single_step_outside_any_loop() => IsSilent("""
        var model = new Gpt();
        var optimizer = optim.AdamW(model.parameters());
        model.call(randn(8, 64)).mean().backward();
        optimizer.step();
        """);

    [Test]
    public Task An_optimizer_that_others_can_reach() => IsSilent("""
        class Trainer
        {
            private readonly Gpt _model = new();
            public torch.optim.Optimizer Optimizer { get; }
            public Trainer() { Optimizer = optim.AdamW(_model.parameters()); }
            public void Batch(Tensor x) { Optimizer.zero_grad(); _model.call(x).mean().backward(); Optimizer.step(); }
        }
        """);

    [Test]
    public Task An_optimizer_returned_to_the_caller() => IsSilent("""
        class Trainer
        {
            private readonly Gpt _model = new();
            public torch.optim.Optimizer Train()
            {
                var optimizer = optim.AdamW(_model.parameters());
                for (var i = 0; i < 3; i++) { _model.call(randn(8, 64)).mean().backward(); optimizer.step(); }
                return optimizer;
            }
        }
        """);

    [Test]
    public Task An_optimizer_that_is_never_stepped() => IsSilent("""
        var model = new Gpt();
        var optimizer = optim.AdamW(model.parameters());
        Console.WriteLine(optimizer);
        """);
}
