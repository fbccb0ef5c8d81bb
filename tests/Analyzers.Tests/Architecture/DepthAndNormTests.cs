using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Architecture;

namespace StableModels.Analyzers.Tests.Architecture;

/// <summary>SM1002 to SM1004, SM1007 to SM1009.</summary>
[TestFixture]
public sealed class DepthAndNormTests
{
    private static string In(string forward, string members = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _a = nn.Linear(8, 8), _b = nn.Linear(8, 8), _c = nn.Linear(8, 8), _head = nn.Linear(8, 2);
            private readonly MultiheadAttention _attention = nn.MultiheadAttention(8, 2);
            {{members}}
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                {{forward}}
            }
        }
        """;

    private static string Stack(int count, string layer) => string.Join(", ", Enumerable.Repeat(layer, count));

    // SM1002 and SM1007

    [Test]
    public Task Twenty_layers_in_a_row() => Rule<PlainDepth>.Finds(
        "class M { Module<Tensor, Tensor> m = nn.{|SM1002:Sequential|}(" + Stack(20, "nn.Linear(8, 8), nn.ReLU()") + "); }");

    [Test]
    public Task The_depth_is_an_option() => Rule<PlainDepth>.Finds(
        "class M { Module<Tensor, Tensor> m = nn.{|SM1002:Sequential|}(" + Stack(5, "nn.Linear(8, 8), nn.ReLU()") + "); }", "stable_models.SM1002.depth = 5");

    [Test]
    public Task A_depth_that_is_no_number_leaves_the_default() => Rule<PlainDepth>.IsSilent(
        "class M { Module<Tensor, Tensor> m = nn.Sequential(" + Stack(5, "nn.Linear(8, 8), nn.ReLU()") + "); }", "stable_models.SM1002.depth = five");

    [Test]
    public Task Calls_are_counted_too() => Rule<PlainDepth>.Finds(
        In("return {|SM1002:_head|}.forward(_c.forward(_b.forward(_a.forward(x))));"), "stable_models.SM1002.depth = 4");

    [TestCase("return _head.forward(_b.forward(_a.forward(x)) + x);")]
    [TestCase("x = x + _b.forward(_a.forward(x)); return _head.forward(_c.forward(x));")]
    [TestCase("return cat(new[] { _b.forward(_a.forward(x)), _head.forward(_c.forward(x)) });")]
    public Task A_shortcut_starts_anew(string forward) => Rule<PlainDepth>.IsSilent(In(forward), "stable_models.SM1002.depth = 3");

    [Test]
    public Task Sixteen_layers_are_a_vgg() => Rule<PlainDepth>.IsSilent(
        "class M { Module<Tensor, Tensor> m = nn.Sequential(" + Stack(16, "nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU()") + "); }");

    [Test]
    public Task Own_blocks_are_not_counted() => Rule<PlainDepth>.IsSilent(
        "class B : Module<Tensor, Tensor> { public B() : base(\"b\") { } public override Tensor forward(Tensor x) => x; } class M { Module<Tensor, Tensor> m = nn.Sequential(" + Stack(24, "new B()") + "); }");

    [Test]
    public Task Four_sigmoids_in_a_row() => Rule<PlainDepth>.Finds(
        "class M { Module<Tensor, Tensor> m = nn.{|SM1007:Sequential|}(" + Stack(4, "nn.Linear(8, 8), nn.Sigmoid()") + "); }");

    [TestCase("nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.Sigmoid()")]
    [TestCase("nn.Linear(8, 8), nn.Sigmoid(), nn.Linear(8, 8), nn.Sigmoid(), nn.Linear(8, 8), nn.Sigmoid()")]
    [TestCase("nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Sigmoid(), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Sigmoid(), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Sigmoid(), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Sigmoid()")]
    public Task Few_or_normalised_sigmoids(string layers) => Rule<PlainDepth>.IsSilent("class M { Module<Tensor, Tensor> m = nn.Sequential(" + layers + "); }");

    // SM1003 and SM1004

    private const string Norms = "private readonly LayerNorm _n = nn.LayerNorm(8), _m = nn.LayerNorm(8), _last = nn.LayerNorm(8);";

    [TestCase("return {|SM1003:x + _attention.forward(x, x, x, null, false, null).Item1|};", "")]
    [TestCase("return {|SM1003:x + functional.scaled_dot_product_attention(_a.forward(x), _b.forward(x), _c.forward(x))|};", "")]
    [TestCase("for (var i = 0; i < 4; i++) { x = x + _a.forward(_n.forward(x)); } return {|SM1004:_head|}.forward(x);", Norms)]
    [TestCase("x = x + _a.forward(_n.forward(x)); x = x + _b.forward(_m.forward(x)); x = x + _c.forward(_n.forward(x)); return {|SM1004:_head|}.forward(x[0]);", Norms, Description = "unrolled")]
    public Task Norm_missing(string forward, string members) => Rule<ResidualNorm>.Finds(In(forward, members));

    [TestCase("return x + _b.forward(_a.forward(x));", "", Description = "a plain residual MLP")]
    [TestCase("return x + _attention.forward(_n.forward(x), x, x, null, false, null).Item1;", Norms)]
    [TestCase("return _n.forward(x + _attention.forward(x, x, x, null, false, null).Item1);", Norms)]
    [TestCase("return x + _scale * _attention.forward(x, x, x, null, false, null).Item1;", "private readonly Parameter _scale = nn.Parameter(torch.zeros(1));", Description = "ReZero")]
    [TestCase("for (var i = 0; i < 4; i++) { x = x + _a.forward(_n.forward(x)); } return _head.forward(_last.forward(x));", Norms)]
    [TestCase("for (var i = 0; i < 4; i++) { x = x + _a.forward(_n.forward(x)); } return x;", Norms)]
    [TestCase("x = x + _a.forward(_n.forward(x)); return x + _c.forward(functional.gelu(_b.forward(_m.forward(x))));", Norms)]
    [TestCase("for (var i = 0; i < 4; i++) { x = _n.forward(x + _a.forward(x)); } return _head.forward(x);", Norms)]
    public Task Norm_in_place(string forward, string members) => Rule<ResidualNorm>.IsSilent(In(forward, members));

    [Test]
    public Task Declared_without_final_norm() => Rule<ResidualNorm>.IsFixedBy<ArgumentCodeFix>(
        """
        public class Block { }
        [StableModel({|SM1004:AddFinalNorm = false|})]
        public class Gpt
        {
            [Stack(4)] public ModuleList<Linear> Blocks { get; } = new();
            [Linear(8, 2)] public Linear Head { get; } = nn.Linear(8, 2);
        }
        """,
        """
        public class Block { }
        [StableModel]
        public class Gpt
        {
            [Stack(4)] public ModuleList<Linear> Blocks { get; } = new();
            [Linear(8, 2)] public Linear Head { get; } = nn.Linear(8, 2);
        }
        """);

    // SM1008

    [TestCase("var n = nn.LayerNorm(8, [|1|]); return n.forward(x);")]
    [TestCase("var n = nn.BatchNorm1d(8, eps: [|0.1|]); return n.forward(x);")]
    [TestCase("return functional.layer_norm(x, [|x.shape|]);")]
    public Task Wrong_norm(string forward) => Rule<NormArguments>.Finds(In(forward));

    [TestCase("return nn.LayerNorm(8, 1e-6).forward(x);")]
    [TestCase("return nn.GroupNorm(4, 8).forward(x);")]
    [TestCase("return functional.layer_norm(x, new long[] { 8 }, eps: 1e-3);")]
    [TestCase("return nn.LayerNorm(new[] { x.shape[1] }).forward(x);")]
    public Task Right_norm(string forward) => Rule<NormArguments>.IsSilent(In(forward));

    [Test]
    public Task Eps_goes_back_to_its_default() => Rule<NormArguments>.IsFixedBy<ArgumentCodeFix>(
        In("return nn.LayerNorm(8, [|1|]).forward(x); // rows"), In("return nn.LayerNorm(8).forward(x); // rows"));

    // SM1009

    private static string Loop(string network, string more) => $$"""
        var net = {{network}};
        var x = torch.randn(10, 2, 8);
        for (var i = 0; i < 3; i++)
        {
            var loss = net.forward(x, null).Item1.sum();
            loss.backward();
            {{more}}
        }
        """;

    [Test]
    public Task Recurrent_unclipped() => Rule<RecurrentWithoutClipping>.Finds(Loop("nn.[|RNN|](8, 8)", ""));

    [TestCase("nn.RNN(8, 8)", "nn.utils.clip_grad_norm_(net.parameters(), 1.0);")]
    [TestCase("nn.RNN(8, 8)", "x = x.detach();")]
    [TestCase("nn.GRU(8, 8)", "")]
    public Task Recurrent_guarded(string network, string more) => Rule<RecurrentWithoutClipping>.IsSilent(Loop(network, more));

    [Test]
    public Task Recurrent_in_one_method_and_training_in_another() => Rule<RecurrentWithoutClipping>.IsSilent("""
        class Program2
        {
            void Shape() { using var net = nn.RNN(8, 8); }
            void Train(Tensor loss) { loss.backward(); }
        }
        """);
}
