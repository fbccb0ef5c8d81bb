using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

/// <summary>SM5112: eval() at the end of a round, and no train() in the next.</summary>
[TestFixture]
public sealed class LastingEvaluationTests
{
    private const string Net = """

        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 10);
            private readonly Dropout _drop = nn.Dropout(0.1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _drop.call(_fc.call(x));
        }
        """;

    private const string Step = "optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.backward(); optimizer.step(); ";
    private const string Steps = "foreach (var batch in new[] { 1, 2 }) { " + Step + "} ";
    private const string Test = "using (no_grad()) Console.WriteLine(model.call(randn(8, 64)).mean().item<float>()); ";

    private static string Epochs(string body, string before = "", string model = "new Net()", string more = "") => $$"""
        var model = {{model}};
        var optimizer = optim.SGD(model.parameters(), 0.1);
        {{before}}
        for (var epoch = 0; epoch < 10; epoch++)
        {
            {{body}}
        }
        """ + Net + more;

    private static string Methods(string run, string train, string test, string more = "") => $$"""
        class Program
        {
            static void Run()
            {
                var model = new Net();
                var optimizer = optim.SGD(model.parameters(), 0.1);
                for (var epoch = 0; epoch < 10; epoch++)
                {
                    {{run}}
                }
            }

            static void Train(Net model, optim.Optimizer optimizer) { {{train}} }

            static void Test(Net model) { {{test}} }
        }
        """ + Net + more;

    [TestCase(Steps + "model.[|eval|](); " + Test)]
    [TestCase(Step + "model.[|eval|](); " + Test)]
    [TestCase(Steps + "model.[|train|](false); " + Test)]
    [TestCase(Steps + "if (epoch % 5 == 0) { model.[|eval|](); " + Test + "}")]
    [TestCase(Steps + "if (epoch % 5 == 0) { model.[|eval|](); " + Test + "} else { model.train(); }")]
    [TestCase("var best = 1f; " + Steps + "if (best > 0.5f) { model.[|eval|](); " + Test + "}")]
    [TestCase(Steps + "model.[|eval|](); " + Test + "if (epoch > 5) break;", Description = "the rounds before go on")]
    [TestCase(Steps + "if (epoch > 3) model.train(); model.[|eval|](); " + Test)]
    public Task Left_on_for_the_next_round(string body) => Rule<LastingEvaluation>.Finds(Epochs(body));

    [TestCase(Steps + "if (epoch % 5 != 0) continue; model.[|eval|](); " + Test, Description = "a guard in place of an if")]
    [TestCase(Steps + "model.[|eval|](); " + Test + "if (epoch < 5) continue; model.train();", Description = "the way round train()")]
    [TestCase("foreach (var batch in new[] { 1, 2 }) { if (batch == 2) continue; " + Step + "} model.[|eval|](); " + Test)]
    public Task Left_on_past_a_guard(string body) => Rule<LastingEvaluation>.Finds(Epochs(body));

    [TestCase(Steps + "if (epoch != 9) continue; model.eval(); " + Test)]
    [TestCase(Steps + "if (epoch < 9) { continue; } model.eval(); " + Test)]
    [TestCase(Steps + "var last = epoch == 9; if (!last) continue; model.eval(); " + Test)]
    [TestCase("model.train(); " + Steps + "if (epoch % 5 != 0) continue; model.eval(); " + Test)]
    [TestCase("foreach (var batch in new[] { 1, 2 }) { model.train(); " + Step + "if (batch != 2) continue; model.eval(); " + Test + "}")]
    public Task Reached_past_a_guard_once_or_switched_back(string body) => Rule<LastingEvaluation>.IsSilent(Epochs(body));

    private static string Trained(string body, string create = "StableModels.Training.Trainer.Create(model, plan, CPU, 100)") => $$"""
        static class Program
        {
            public static void Run(StableModels.Training.TrainingPlan plan)
            {
                var model = new Net();
                var trainer = {{create}};
                for (var epoch = 0; epoch < 10; epoch++)
                {
                    {{body}}
                }
            }
        }
        """ + Net;

    private const string Train = "for (var i = 0; i < 100; i++) trainer.Step(() => model.call(randn(8, 64)).mean()); ";

    [TestCase(Train + "model.[|eval|](); " + Test)]
    [TestCase("trainer.Step(() => { var y = model.call(randn(8, 64)); return y.mean(); }); model.[|eval|](); " + Test)]
    [TestCase("foreach (var batch in new[] { 1, 2 }) { Tensor Loss() => model.call(randn(8, 64)).mean(); trainer.Step(Loss); } if (epoch % 5 == 0) { model.[|eval|](); " + Test + "}")]
    public Task Left_on_for_the_next_round_of_a_trainer(string body) => Rule<LastingEvaluation>.Finds(Trained(body));

    [TestCase("model.train(); " + Train + "model.eval(); " + Test)]
    [TestCase(Train + "model.eval(); " + Test + "model.train();")]
    [TestCase(Train + "if (epoch == 9) { model.eval(); " + Test + "}")]
    [TestCase("model.eval(); " + Test + Train, Description = "evaluation mode in the first round too: meant")]
    [TestCase("var own = StableModels.Training.Trainer.Create(model, plan, CPU, 100); own.Step(() => model.call(randn(8, 64)).mean()); model.eval(); " + Test, Description = "a training of its own")]
    [TestCase(Train + "var other = new Net(); other.eval(); Console.WriteLine(other.call(randn(8, 64)).ToString());")]
    public Task A_trainer_s_model_switched_back_or_meant(string body) => Rule<LastingEvaluation>.IsSilent(Trained(body));

    [Test]
    public Task Another_model_than_the_trainer_s() => Rule<LastingEvaluation>.IsSilent(Trained(
        "trainer.Step(() => (student.call(randn(8, 64)) - model.call(randn(8, 64))).square().mean()); model.eval();",
        "StableModels.Training.Trainer.Create(student, plan, CPU, 100)").Replace("var trainer", "var student = new Net();\n        var trainer", StringComparison.Ordinal));

    [Test]
    public Task A_declared_model_and_its_trainer() => Rule<LastingEvaluation>.Finds("""
        using StableModels.Layers;

        var model = new Declared(64);
        using var trainer = model.CreateTrainer(CPU, 100);
        for (var epoch = 0; epoch < 10; epoch++)
        {
            for (var i = 0; i < 10; i++)
            {
                trainer.Step(() => model.call(randn(8, 64)).mean());
            }

            model.[|eval|]();
            using (no_grad()) Console.WriteLine(model.call(randn(8, 64)).mean().item<float>());
        }

        [StableModel]
        [StableModels.AdamW(LearningRate = 1e-3)]
        public partial class Declared(int width)
        {
            [FeedForward(nameof(width), "4 * width", Activation.Gelu, Dropout = 0.1)] public partial FeedForward Mlp { get; }
        }
        """);

    [TestCase("model.train(); " + Steps + "model.eval(); " + Test)]
    [TestCase(Steps + "model.eval(); " + Test + "model.train();")]
    [TestCase("model.train(true); " + Steps + "model.eval(); " + Test)]
    [TestCase("model.train(epoch >= 0); " + Steps + "model.eval(); " + Test)]
    [TestCase("foreach (var batch in new[] { 1, 2 }) { model.train(); " + Step + "} model.eval(); " + Test)]
    [TestCase("model.eval(); " + Test + Steps, Description = "evaluation mode in the first round too: meant")]
    [TestCase("model.eval(); " + Steps + "model.eval(); " + Test)]
    [TestCase(Steps + "if (epoch == 9) { model.eval(); " + Test + "}")]
    [TestCase("var last = epoch + 1 == 10; " + Steps + "if (last) { model.eval(); " + Test + "}")]
    [TestCase(Steps + "if (epoch > 5) { model.eval(); " + Test + "break; }")]
    [TestCase(Steps + "model.eval(); " + Test + "return;")]
    [TestCase(Steps + "var other = new Net(); other.eval();")]
    [TestCase(Steps + "Foreign.Use(model); model.eval(); " + Test + "Foreign.Use(model);", Description = "may switch it back")]
    [TestCase("optimizer = optim.SGD(model.parameters(), 0.1); " + Steps + "model.eval(); " + Test, Description = "a training of its own")]
    public Task Switched_back_or_meant(string body) =>
        Rule<LastingEvaluation>.IsSilent(Epochs(body, more: "\nstatic class Foreign { public static Action<object> Use = null!; }"));

    [Test]
    public Task Fine_tuning_in_evaluation_mode() => Rule<LastingEvaluation>.IsSilent(Epochs(Steps + "model.eval(); " + Test, before: "model.eval();"));

    [Test]
    public Task Evaluated_after_all_rounds() => Rule<LastingEvaluation>.IsSilent(
        """
        var model = new Net();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        for (var epoch = 0; epoch < 10; epoch++) { optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); optimizer.step(); }
        model.eval();
        for (var i = 0; i < 3; i++) Console.WriteLine(model.call(randn(8, 64)).mean().item<float>());
        """ + Net);

    [TestCase("nn.Linear(64, 10)")]
    [TestCase("nn.Sequential(nn.Linear(64, 10), nn.ReLU())")]
    [TestCase("new Plain()")]
    public Task Nothing_in_it_depends_on_the_mode(string model) => Rule<LastingEvaluation>.IsSilent(Epochs(Steps + "model.eval(); " + Test, model: model, more: """

        class Plain : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 10);
            public Plain() : base("plain") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _fc.call(x).relu();
        }
        """));

    [TestCase("nn.Sequential(nn.Linear(64, 10), nn.BatchNorm1d(10))")]
    [TestCase("nn.Sequential((\"fc\", nn.Linear(64, 10)), (\"drop\", nn.Dropout()))")]
    [TestCase("new Functional()")]
    [TestCase("new Outer()")]
    public Task Something_in_it_does(string model) => Rule<LastingEvaluation>.Finds(Epochs(Steps + "model.[|eval|](); " + Test, model: model, more: """

        class Functional : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 10);
            public Functional() : base("functional") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => functional.dropout(_fc.call(x), 0.1, training);
        }

        class Outer : Module<Tensor, Tensor>
        {
            private readonly Net _net = new();
            public Outer() : base("outer") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _net.call(x);
        }
        """));

    [Test]
    public Task Helpers_of_the_type_are_followed() => Rule<LastingEvaluation>.Finds(Methods("Train(model, optimizer); Test(model);", Steps, "model.[|eval|](); " + Test));

    [TestCase("Train(model, optimizer); Test(model);", "model.train(); " + Steps, "model.eval(); " + Test)]
    [TestCase("Train(model, optimizer); Test(model);", Steps, "model.eval(); " + Test + "model.train();")]
    [TestCase("model.train(); Train(model, optimizer); Test(model);", Steps, "model.eval(); " + Test)]
    public Task Helpers_that_switch_back(string run, string train, string test) => Rule<LastingEvaluation>.IsSilent(Methods(run, train, test));

    [TestCase("foreach (var fold in new[] { 1, 2 }) { var model = new Net(); var optimizer = optim.SGD(model.parameters(), 0.1); " + Steps + "model.eval(); " + Test + "}", Description = "cross-validation")]
    [TestCase("var models = new[] { new Net(), new Net() }; var optimizer = optim.SGD(models[0].parameters(), 0.1); foreach (var model in models) { " + Steps + "model.eval(); " + Test + "}")]
    [TestCase("var models = new[] { new Net(), new Net() }; var optimizer = optim.SGD(models[0].parameters(), 0.1); for (var i = 0; i < 2; i++) { var model = models[i]; " + Steps + "model.eval(); " + Test + "}")]
    [TestCase("for (var fold = 0; fold < 3; fold++) { var model = new Net(); var optimizer = optim.SGD(model.parameters(), 0.1); while (true) { model.train(); " + Step + "if (fold > 1) { model.eval(); break; } } }")]
    public Task A_model_of_its_own_for_every_round(string program) => Rule<LastingEvaluation>.IsSilent(program + Net);

    [Test]
    public Task In_each_fold() => Rule<LastingEvaluation>.Finds(
        "foreach (var fold in new[] { 1, 2 }) { var model = new Net(); var optimizer = optim.SGD(model.parameters(), 0.1); for (var epoch = 0; epoch < 5; epoch++) { " + Steps + "model.[|eval|](); " + Test + "} }" + Net);

    [Test]
    public Task A_teacher_is_not_trained() => Rule<LastingEvaluation>.IsSilent(Epochs(
        "optimizer.zero_grad(); var loss = (model.call(randn(8, 64)) - teacher.call(randn(8, 64))).mean(); loss.backward(); optimizer.step(); teacher.eval();",
        before: "var teacher = new Net();"));

    [Test]
    public Task Switched_back_at_the_start_of_the_round() => Rule<LastingEvaluation>.IsFixedBy<TrainAgainFix>(
        Epochs("""
            // one round
                foreach (var batch in new[] { 1, 2 })
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward();
                    optimizer.step();
                }

                model.[|eval|]();
            """),
        Epochs("""
            model.train();
                // one round
                foreach (var batch in new[] { 1, 2 })
                {
                    optimizer.zero_grad();
                    model.call(randn(8, 64)).mean().backward();
                    optimizer.step();
                }

                model.eval();
            """));

    [Test]
    public Task Switched_back_where_the_loop_stands() => Rule<LastingEvaluation>.IsFixedBy<TrainAgainFix>(
        Methods("Train(model, optimizer);\n            Test(model);", Steps, "model.[|eval|](); " + Test),
        Methods("model.train();\n            Train(model, optimizer);\n            Test(model);", Steps, "model.eval(); " + Test));
}
