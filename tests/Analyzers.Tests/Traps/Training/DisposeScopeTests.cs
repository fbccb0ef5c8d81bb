using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

/// <summary>SM5107 and SM5108: who frees the tensors of a training loop.</summary>
[TestFixture]
public sealed class DisposeScopeTests
{
    private const string Train = "optimizer.zero_grad(); " + Loops.Backward + " optimizer.step();";

    private static string Nested(string body) => """
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        [|while|] (true)
        {
        """ + body + "\n}" + Models.Perceptron;

    [Test]
    public Task No_scope_at_all() => Rule<MissingDisposeScope>.Finds(Nested(Train));

    [TestCase("using var scope = torch.NewDisposeScope(); " + Train)]
    [TestCase("using (torch.NewDisposeScope()) { " + Train + " }")]
    [TestCase("optimizer.zero_grad(); using var loss = model.call(randn(8, 64)).mean(); loss.backward(); optimizer.step();")]
    [TestCase("optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.backward(); optimizer.step(); loss.Dispose();")]
    [TestCase(Train + " GC.Collect();")]
    public Task Tensors_are_freed(string body) => Rule<MissingDisposeScope>.IsSilent(Loops.Around(body));

    [Test]
    public Task A_scope_around_the_epoch() => Rule<MissingDisposeScope>.IsSilent(
        Loops.Around("for (var b = 0; b < 5; b++) { " + Train + " scope.DisposeEverything(); }", "using var scope = torch.NewDisposeScope();"));

    private static string Methods(string train, string others) => $$"""
        class Program
        {
            private readonly Mlp model = new();
            private readonly optim.Optimizer optimizer;
            public Program() { optimizer = optim.SGD(model.parameters(), 0.1); }
            public void Train() { {{train}} }
            {{others}}
            private void Step() { {{Train}} }
        }
        """ + Models.Perceptron;

    [TestCase("[|for|] (var i = 0; i < 3; i++) { " + Train + " }", "public void Test() { using var scope = NewDisposeScope(); model.call(randn(1, 64)); }")]
    [TestCase("[|for|] (var i = 0; i < 3; i++) { Step(); }", "public Tensor Read() { using var x = randn(1); return x + 1; }")]
    [TestCase("[|for|] (var i = 0; i < 3; i++) { " + Train + " } for (var i = 0; i < 3; i++) { using var scope = NewDisposeScope(); model.call(randn(1, 64)); }", "")]
    [TestCase("using (NewDisposeScope()) { model.call(randn(1, 64)); } [|for|] (var i = 0; i < 3; i++) { " + Train + " }", "")]
    [TestCase("for (var e = 0; e < 3; e++) { [|foreach|] (var b in new[] { 1, 2 }) { " + Train + " } foreach (var b in new[] { 1, 2 }) { using var y = model.call(randn(1, 64)); y.Dispose(); } }", "")]
    [TestCase("for (var e = 0; e < 3; e++) { [|foreach|] (var b in new[] { 1, 2 }) { " + Train + " } using var y = model.call(randn(1, 64)); }", "")]
    public Task A_scope_of_other_code_frees_nothing_here(string train, string others) => Rule<MissingDisposeScope>.Finds(Methods(train, others));

    [TestCase("for (var i = 0; i < 3; i++) { Inner(); }", "private void Inner() { using var scope = NewDisposeScope(); Step(); }")]
    [TestCase("for (var i = 0; i < 3; i++) { Inner(); }", "private void Inner() { Step(); Free(); } private void Free() { GC.Collect(); }")]
    [TestCase("for (var i = 0; i < 3; i++) { Step(); var x = Loss(); x.backward(); optimizer.step(); }", "private Tensor Loss() { using var scope = NewDisposeScope(); return scope.MoveToOuter(model.call(randn(8, 64)).mean()); }")]
    [TestCase("for (var e = 0; e < 3; e++) { foreach (var b in new[] { 1, 2 }) { " + Train + " } GC.Collect(); }", "")]
    [TestCase("var scope = NewDisposeScope(); for (var i = 0; i < 3; i++) { " + Train + " } scope.Dispose();", "")]
    [TestCase("using var scope = new OwnScope(); for (var i = 0; i < 3; i++) { " + Train + " }", "private sealed class OwnScope : IDisposable { public void Dispose() { } }")]
    [TestCase("Action step = () => { using var scope = NewDisposeScope(); Step(); }; for (var i = 0; i < 3; i++) { step(); }", "")]
    public Task A_scope_of_its_own_or_around_it(string train, string others) => Rule<MissingDisposeScope>.IsSilent(Methods(train, others));

    [Test]
    public Task A_loop_called_under_a_scope() => Rule<MissingDisposeScope>.IsSilent(Methods(
        "using (NewDisposeScope()) Loop();", "private void Loop() { for (var i = 0; i < 3; i++) { " + Train + " } }"));

    [Test]
    public Task Opened_in_the_loop() => Rule<MissingDisposeScope>.IsFixedBy<OpenDisposeScopeFix>(
        """
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        [|for|] (var i = 0; i < 10; i++)
        {
            // one step
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            optimizer.step();
        }
        """ + Models.Perceptron,
        """
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        for (var i = 0; i < 10; i++)
        {
            using var disposeScope = torch.NewDisposeScope();
            // one step
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            optimizer.step();
        }
        """ + Models.Perceptron);

    [TestCase("var (x, y) = Draw(); ")]
    [TestCase("(var x, _) = Draw(); var y = x; ")]
    [TestCase("Tensor x, y; (x, y) = Draw(); ")]
    public Task Opened_where_a_round_takes_its_tensors_apart(string draw) => Rule<MissingDisposeScope>.IsFixedBy<OpenDisposeScopeFix>(
        Batches(draw, loop: "[|for|]", scope: ""), Batches(draw, loop: "for", scope: "using var disposeScope = torch.NewDisposeScope();\n    "));

    private static string Batches(string draw, string loop, string scope) => $$"""
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        {{loop}} (var i = 0; i < 10; i++)
        {
            {{scope}}{{draw}}optimizer.zero_grad();
            functional.mse_loss(model.call(x), y).backward();
            optimizer.step();
        }

        static (Tensor, Tensor) Draw() => (randn(8, 64), randn(8, 10));
        """ + Models.Perceptron;

    [TestCase("(x, _) = Draw(); ")]
    [TestCase("(x, var y) = Draw(); ")]
    public Task Not_offered_where_a_part_lives_on(string draw) => Rule<MissingDisposeScope>.HasNoFix<OpenDisposeScopeFix>(
        Batches(draw, loop: "[|for|]", scope: "").Replace("model.call(x), y)", "model.call(x), randn(8, 10))", StringComparison.Ordinal).Insert(0, "Tensor x;\n"));

    [Test]
    public Task Not_offered_where_a_tensor_lives_on() => Rule<MissingDisposeScope>.HasNoFix<OpenDisposeScopeFix>(
        """
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        var hidden = zeros(8, 64);
        [|for|] (var i = 0; i < 10; i++)
        {
            optimizer.zero_grad();
            hidden = model.call(hidden);
            hidden.mean().backward();
            optimizer.step();
        }
        """ + Models.Perceptron);

    [TestCase("var scope = torch.[|NewDisposeScope|](); " + Train)]
    [TestCase("torch.[|NewDisposeScope|](); " + Train)]
    [TestCase("optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); using (torch.[|NewDisposeScope|]()) { loss.backward(); optimizer.step(); }")]
    public Task Never_disposed_or_opened_late(string body) => Rule<UndisposedScope>.Finds(Loops.Around(body));

    [TestCase("using var scope = torch.NewDisposeScope(); " + Train)]
    [TestCase("using (var scope = torch.NewDisposeScope()) { " + Train + " }")]
    [TestCase("var scope = torch.NewDisposeScope(); " + Train + " scope.Dispose();")]
    [TestCase("var scope = torch.NewDisposeScope(); try { " + Train + " } finally { scope.DisposeEverything(); }")]
    [TestCase("Unseen.Use(torch.NewDisposeScope()); " + Train)]
    [TestCase("var x = randn(8, 64); using (torch.NewDisposeScope()) { optimizer.zero_grad(); model.call(x).mean().backward(); optimizer.step(); }")]
    public Task Disposed_in_time(string body) => Rule<UndisposedScope>.IsSilent(Loops.Around(body));

    [Test]
    public Task Declared_with_using() => Rule<UndisposedScope>.IsFixedBy<UseScopeFix>(
        Loops.Around("""
            // tensors
                var scope = torch.[|NewDisposeScope|](); // of this round
                optimizer.zero_grad();
            """),
        Loops.Around("""
            // tensors
                using var scope = torch.NewDisposeScope(); // of this round
                optimizer.zero_grad();
            """));
}
