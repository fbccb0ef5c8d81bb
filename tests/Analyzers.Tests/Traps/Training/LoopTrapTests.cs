using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

/// <summary>SM5109, SM5110 and SM5111: reading back, evaluating and seeding in loops.</summary>
[TestFixture]
public sealed class LoopTrapTests
{
    private const string Train = "optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.backward(); optimizer.step(); ";

    [TestCase("foreach (var p in model.parameters()) Console.WriteLine(p.grad!.norm().[|item<float>|]());")]
    [TestCase("foreach (var (name, p) in model.named_parameters()) Console.WriteLine(p.norm().[|ToSingle|]());")]
    [TestCase("var a = loss.item<float>(); var b = loss.square().[|item<float>|]();")]
    [TestCase("using (no_grad()) foreach (var p in model.parameters()) Console.WriteLine(p.grad!.norm().[|item<float>|]());")]
    public Task Reads_per_parameter_or_several_per_step(string read) => Rule<HostSynchronisation>.Finds(Loops.Around(Train + read));

    [TestCase("var a = loss.item<float>();")]
    [TestCase("if (i % 100 == 0) { Console.WriteLine(loss.item<float>()); Console.WriteLine(loss.square().item<float>()); }")]
    [TestCase("foreach (var batch in new[] { 1, 2 }) Console.WriteLine(loss.item<float>());")]
    [TestCase("if (i % 100 == 0) foreach (var p in model.parameters()) Console.WriteLine(p.grad!.norm().item<float>());")]
    [TestCase("if (i % 100 != 0) continue; Console.WriteLine(loss.item<float>()); Console.WriteLine(loss.square().item<float>());")]
    [TestCase("Console.WriteLine(loss.item<float>()); if (i % 100 != 0) continue; Console.WriteLine(loss.square().item<float>());")]
    [TestCase("if (i < 5) Console.WriteLine(loss.item<float>()); else Console.WriteLine(loss.square().item<float>());")]
    [TestCase("model.eval(); var a = model.call(randn(8, 64)).mean().item<float>(); var b = loss.item<float>(); model.train();")]
    [TestCase("model.eval(); foreach (var p in model.parameters()) Console.WriteLine(p.norm().item<float>()); model.train();")]
    [TestCase("using (no_grad()) { var a = model.call(randn(8, 64)).mean().item<float>(); var b = loss.item<float>(); }")]
    [TestCase("var a = loss.item<float>(); if (a < 0.1f) { Console.WriteLine(loss.square().item<float>()); break; }")]
    public Task One_read_or_now_and_then(string read) => Rule<HostSynchronisation>.IsSilent(Loops.Around(Train + read));

    [Test]
    public Task Reads_per_parameter_outside_the_training() => Rule<HostSynchronisation>.IsSilent(
        Loops.Around(Train, after: "foreach (var p in model.parameters()) Console.WriteLine(p.norm().item<float>());"));

    private static string Evaluation(string body) => Loops.Around(
        "model.train(); " + Train + "model.eval(); " + body);

    [TestCase("foreach (var x in new[] { 1, 2 }) { var y = model.[|call|](randn(x, 64)); }")]
    [TestCase("for (var k = 0; k < 3; k++) Console.WriteLine(model.[|forward|](randn(8, 64)).argmax(1).ToString());")]
    public Task Evaluation_with_gradients(string body) => Rule<EvaluationGradient>.Finds(Evaluation(body));

    [TestCase("using (torch.no_grad()) foreach (var x in new[] { 1, 2 }) { var y = model.call(randn(x, 64)); }")]
    [TestCase("foreach (var x in new[] { 1, 2 }) { using var _ = torch.inference_mode(); var y = model.call(randn(x, 64)); }")]
    [TestCase("foreach (var x in new[] { 1, 2 }) { var input = randn(x, 64, requires_grad: true); model.call(input).sum().backward(); }")]
    [TestCase("model.train(); foreach (var x in new[] { 1, 2 }) { var y = model.call(randn(x, 64)); }")]
    [TestCase("var once = model.call(randn(1, 64));")]
    public Task Evaluation_without(string body) => Rule<EvaluationGradient>.IsSilent(Evaluation(body));

    // Whether train() is missing is SM5112's to say.
    [TestCase(Train + "model.eval(); foreach (var x in new[] { 1, 2 }) { var y = model.[|call|](randn(x, 64)); }")]
    [TestCase("foreach (var x in new[] { 1, 2 }) { " + Train + "} model.eval(); for (var k = 0; k < 3; k++) { var y = model.[|call|](randn(k, 64)); }")]
    public Task Evaluation_that_runs_on_into_the_next_round(string body) => Rule<EvaluationGradient>.Finds(Loops.Around(body));

    [TestCase(Train + "model.eval(); using (no_grad()) foreach (var x in new[] { 1, 2 }) { var y = model.call(randn(x, 64)); }")]
    [TestCase("model.eval(); foreach (var x in new[] { 1, 2 }) { " + Train + "}", Description = "training in evaluation mode")]
    [TestCase(Train + "model.eval(); var sum = zeros(1); foreach (var x in new[] { 1, 2 }) { sum = sum + model.call(randn(x, 64)).mean(); } sum.backward();")]
    [TestCase(Train + "model.eval(); var all = new List<Tensor>(); foreach (var x in new[] { 1, 2 }) { all.Add(model.call(randn(x, 64))); } var head = nn.Linear(10, 1); head.call(cat(all)).mean().backward();")]
    public Task Evaluation_whose_gradients_are_used(string body) => Rule<EvaluationGradient>.IsSilent(Loops.Around(body));

    private static string Methods(string test, string others) => $$"""
        class Program
        {
            private readonly Mlp model = new();
            private readonly optim.Optimizer optimizer;
            public Program() { optimizer = optim.SGD(model.parameters(), 0.1); }
            public void Fit() { model.train(); for (var i = 0; i < 3; i++) { {{Train}} } }
            public void Test() { {{test}} }
            {{others}}
        }
        """ + Models.Perceptron;

    [TestCase("public void Freeze() { foreach (var p in model.parameters()) p.requires_grad_(false); }")]
    [TestCase("public void Other() { torch.set_grad_enabled(false); }")]
    public Task Evaluation_that_other_code_says_nothing_about(string others) => Rule<EvaluationGradient>.Finds(
        Methods("model.eval(); for (var i = 0; i < 3; i++) Console.WriteLine(model.[|call|](randn(8, 64)).ToString());", others));

    [TestCase("var other = new Mlp(); other.eval(); for (var i = 0; i < 3; i++) Console.WriteLine(other.call(randn(8, 64)).ToString());", "", Description = "a model that this type does not train")]
    [TestCase("torch.set_grad_enabled(false); model.eval(); for (var i = 0; i < 3; i++) Console.WriteLine(model.call(randn(8, 64)).ToString());", "")]
    [TestCase("Freeze(); model.eval(); for (var i = 0; i < 3; i++) Console.WriteLine(model.call(randn(8, 64)).ToString());", "private void Freeze() { foreach (var p in model.parameters()) p.requires_grad_(false); }")]
    public Task Evaluation_with_gradients_switched_off(string test, string others) => Rule<EvaluationGradient>.IsSilent(Methods(test, others));

    [Test]
    public Task Evaluation_made_free_of_gradients() => Rule<EvaluationGradient>.IsFixedBy<StopGradientsFix>(
        Evaluation("""

                foreach (var x in new[] { 1, 2 })
                {
                    var y = model.[|call|](randn(x, 64));
                }
            """),
        Evaluation("""

                foreach (var x in new[] { 1, 2 })
                {
                    using var noGrad = torch.no_grad();
                    var y = model.call(randn(x, 64));
                }
            """));

    [TestCase("torch.[|manual_seed|](42); ")]
    [TestCase("torch.random.[|manual_seed|](seed); ")]
    [TestCase("torch.cuda.[|manual_seed_all|](1); ")]
    public Task Seeded_alike_in_every_round(string seed) => Rule<ReseededLoop>.Finds(Loops.Around(seed + Train, "var seed = 3;"));

    [TestCase("torch.manual_seed(i); ")]
    [TestCase("torch.manual_seed(seed + i); ")]
    [TestCase("var g = new Generator(1); g.manual_seed(7); ")]
    public Task Seeded_differently_or_another_generator(string seed) => Rule<ReseededLoop>.IsSilent(Loops.Around(seed + Train, "var seed = 3;"));

    [Test]
    public Task A_loop_over_whole_trainings() => Rule<ReseededLoop>.IsSilent("""
        foreach (var rate in new[] { 0.1, 0.01 })
        {
            torch.manual_seed(42);
            var model = new Mlp();
            var optimizer = optim.SGD(model.parameters(), rate);
            for (var i = 0; i < 10; i++) { optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); optimizer.step(); }
        }
        """ + Models.Perceptron);

    [Test]
    public Task Seeded_once() => Rule<ReseededLoop>.IsFixedBy<SeedOnceFix>(
        Loops.Around("""
            torch.[|manual_seed|](42);
                optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); optimizer.step();
            """, "Console.WriteLine();"),
        Loops.Around("optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); optimizer.step();", "Console.WriteLine();\ntorch.manual_seed(42);"));
}
