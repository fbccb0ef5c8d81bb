using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Initialization;

namespace StableModels.Analyzers.Tests.Initialization;

/// <summary>SM2003: the gain, the activation and the depth together.</summary>
[TestFixture]
public sealed class GainTests
{
    private static string Stack(string init, int layers, string activation = "nn.ReLU()", string layer = "nn.Linear(64, 64)") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> _stack = nn.Sequential(
                {{string.Join(",\n        ", Enumerable.Repeat(layer + ", " + activation, layers))}});
            public Net(long width = 64) : base("net")
            {
                RegisterComponents();
                foreach (var m in _stack.modules())
                {
                    {{init}}
                }
            }
            public override Tensor forward(Tensor x) => _stack.call(x);
        }
        """;

    [TestCase("if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!);", 14, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!, {|SM2003:gain: 2|});", 14, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.{|SM2003:kaiming_normal_|}(l.weight!, nonlinearity: init.NonlinearityType.Linear);", 16, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.orthogonal_(l.weight!, {|SM2003:1.0|});", 12, "nn.GELU()")]
    [TestCase("if (m is Linear l) init.{|SM2003:normal_|}(l.weight!, 0, 0.02);", 4, "nn.ReLU()")]
    public Task Far_off_over_the_depth(string init, int layers, string activation) =>
        Rule<GainMismatch>.Finds(Stack(init, layers, activation).Replace("{|SM2003:gain: 2|}", "gain: {|SM2003:2|}", StringComparison.Ordinal));

    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!);", 6, "nn.ReLU()", Description = "shallow")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!, Math.Sqrt(2));", 30, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!, init.calculate_gain(init.NonlinearityType.ReLU));", 30, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.kaiming_uniform_(l.weight!);", 30, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.kaiming_normal_(l.weight!);", 30, "nn.GELU()", Description = "0.92 per layer")]
    [TestCase("if (m is Linear l) init.orthogonal_(l.weight!, 1.53);", 30, "nn.GELU()")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!);", 30, "nn.Tanh()", Description = "bounded by itself")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!);", 30, "nn.LayerNorm(64), nn.ReLU()", Description = "normalised")]
    [TestCase("if (m is Linear l && l.bias is null) init.xavier_uniform_(l.weight!);", 30, "nn.ReLU()", Description = "done to some")]
    [TestCase("if (m is Linear l) { init.xavier_uniform_(l.weight!); init.kaiming_uniform_(l.weight!); }", 30, "nn.ReLU()", Description = "the last one counts")]
    [TestCase("if (m is Linear l) init.zeros_(l.bias!);", 30, "nn.ReLU()")]
    [TestCase("if (m is Linear l) init.xavier_uniform_(l.weight!, width);", 30, "nn.ReLU()", Description = "not known")]
    public Task Fitting_or_not_known(string init, int layers, string activation) => Rule<GainMismatch>.IsSilent(Stack(init, layers, activation));

    [Test]
    public Task Without_initialisation() => Rule<GainMismatch>.IsSilent(Stack("", 30));

    [Test]
    public Task The_change_is_an_option() =>
        Rule<GainMismatch>.IsSilent(Stack("if (m is Linear l) init.xavier_uniform_(l.weight!);", 14), "stable_models.SM2003.factor = 1000");

    [Test]
    public Task Layers_of_a_forward_method() => Rule<GainMismatch>.Finds("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _a = nn.Linear(64, 64), _b = nn.Linear(64, 64);
            public Net() : base("net")
            {
                init.xavier_normal_(_a.weight!, {|SM2003:12.0|});
                init.xavier_normal_(_b.weight!, {|SM2003:20.0|});
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => functional.relu(_b.call(_a.call(x).relu()));
        }
        """);

    [Test]
    public Task A_residual_sum_ends_the_stretch() => Rule<GainMismatch>.IsSilent("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _a = nn.Linear(64, 64), _b = nn.Linear(64, 64);
            public Net() : base("net")
            {
                init.xavier_normal_(_a.weight!, 12.0);
                init.xavier_normal_(_b.weight!, 20.0);
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => (x + _b.call(x + _a.call(x).relu())).relu();
        }
        """);

    private static string Filled(string construction, string forward = "x = _net.call(x)", string fields = "private readonly Module<Tensor, Tensor> _net;") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private const int Depth = 16;
            {{fields}}
            public Net(int depth = 16) : base("net")
            {
                {{construction}}
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) { {{forward}}; return x; }
        }
        """;

    private const string Layer = "var fc = nn.Linear(64, 64); init.{|SM2003:xavier_uniform_|}(fc.weight!); ";

    [TestCase("var layers = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < 16; i++) { " + Layer + "layers.Add(fc); layers.Add(nn.ReLU()); } _net = nn.Sequential(layers);")]
    [TestCase("var layers = new List<Module<Tensor, Tensor>>(); for (int i = 1; i <= Depth; i++) { " + Layer + "layers.Add(fc); layers.Add(nn.ReLU()); } _net = nn.Sequential(layers.ToArray());")]
    [TestCase("var layers = new List<(string, Module<Tensor, Tensor>)>(); for (var i = 0; i < Depth; ++i) { " + Layer + "layers.Add((\"fc\" + i, fc)); layers.Add((\"relu\" + i, nn.ReLU())); } layers.Add((\"head\", nn.Linear(64, 10))); _net = nn.Sequential(layers);")]
    public Task Layers_that_a_loop_makes(string construction) => Rule<GainMismatch>.Finds(Filled(construction));

    [Test]
    public Task Layers_appended_to_a_sequential() => Rule<GainMismatch>.Finds(Filled(
        "_net = nn.Sequential(); for (var i = 0; i < 16; i++) { " + Layer + "_net.append(fc); _net.append(nn.ReLU()); }", fields: "private readonly Sequential _net;"));

    [TestCase("foreach (var layer in _layers) x = layer.call(x).relu()")]
    [TestCase("foreach (var layer in _layers) { var y = layer.call(x); x = functional.relu(y); }")]
    public Task Layers_of_a_list_applied_in_a_loop(string forward) => Rule<GainMismatch>.Finds(Filled(
        "for (var i = 0; i < 16; i++) { " + Layer + "_layers.Add(fc); }", forward, "private readonly ModuleList<Linear> _layers = nn.ModuleList<Linear>();"));

    [Test]
    public Task Layers_of_a_list_initialised_by_a_walk() => Rule<GainMismatch>.Finds(Filled(
        "for (var i = 0; i < 16; i++) { _layers.Add(nn.Linear(64, 64)); } foreach (var l in _layers) init.{|SM2003:kaiming_normal_|}(l.weight!, nonlinearity: init.NonlinearityType.Linear);",
        "foreach (var layer in _layers) x = layer.call(x).relu()",
        "private readonly ModuleList<Linear> _layers = nn.ModuleList<Linear>();"));

    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => { " + Layer + "return fc; }).ToArray());")]
    [TestCase("_layers = new ModuleList<Linear>(Enumerable.Range(1, Depth).Select(_ => { " + Layer + "return fc; }).ToArray());")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => nn.Linear(64, 64)).ToArray()); foreach (var l in _layers) init.{|SM2003:xavier_uniform_|}(l.weight!);")]
    public Task Layers_of_a_list_that_a_query_makes(string construction) => Rule<GainMismatch>.Finds(Filled(
        construction, "foreach (var layer in _layers) x = layer.call(x).relu()", "private readonly ModuleList<Linear> _layers;"));

    [TestCase("_net = nn.Sequential(Enumerable.Range(0, 16).Select(i => (Module<Tensor, Tensor>)nn.Sequential(nn.Linear(64, 64), nn.ReLU())).ToArray()); foreach (var m in _net.modules()) if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!);")]
    [TestCase("var layers = Enumerable.Range(0, 16).Select(i => (\"b\" + i, (Module<Tensor, Tensor>)nn.Sequential(nn.Linear(64, 64), nn.ReLU()))).ToList(); _net = nn.Sequential(layers); foreach (var m in _net.modules()) if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!);")]
    public Task A_sequential_of_what_a_query_makes(string construction) => Rule<GainMismatch>.Finds(Filled(construction));

    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, depth).Select(i => { " + Quiet + "return fc; }).ToArray());", Description = "depth not known")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 6).Select(i => { " + Quiet + "return fc; }).ToArray());", Description = "shallow")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Where(i => i % 4 == 0).Select(i => { " + Quiet + "return fc; }).ToArray());", Description = "some of them")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => { " + Quiet + "return fc; }).Take(3).ToArray());", Description = "some of them")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => { " + Quiet + "if (i > 3) return nn.Linear(64, 64); return fc; }).ToArray());", Description = "of two kinds")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => { " + Quiet + "return fc; }).ToArray()); _layers.RemoveAt(0);")]
    [TestCase("_layers = nn.ModuleList<Linear>(Enumerable.Range(0, 16).Select(i => { var fc = nn.Linear(64, 64); init.kaiming_uniform_(fc.weight!); return fc; }).ToArray());")]
    public Task Queries_that_fit_or_are_not_known(string construction) => Rule<GainMismatch>.IsSilent(Filled(
        construction, "foreach (var layer in _layers) x = layer.call(x).relu()", "private readonly ModuleList<Linear> _layers;"));

    private const string Quiet = "var fc = nn.Linear(64, 64); init.xavier_uniform_(fc.weight!); ";

    [TestCase("for (var i = 0; i < depth; i++) { " + Quiet + "_layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).relu()", Description = "depth not known")]
    [TestCase("for (var i = 0; i < 6; i++) { " + Quiet + "_layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).relu()", Description = "shallow")]
    [TestCase("for (var i = 0; i < 16; i++) { " + Quiet + "if (i % 3 == 0) _layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).relu()")]
    [TestCase("for (var i = 0; i < 16; i++) { var fc = nn.Linear(64, 64); if (i == 0) init.xavier_uniform_(fc.weight!); _layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).relu()")]
    [TestCase("for (var i = 0; i < 16; i++) { " + Quiet + "_layers.Add(fc); }", "foreach (var layer in _layers) x = x + layer.call(x).relu()", Description = "residual")]
    [TestCase("for (var i = 0; i < 16; i++) { " + Quiet + "_layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).tanh()")]
    [TestCase("for (var i = 0; i < 16; i++) { " + Quiet + "_layers.Add(fc); }", "foreach (var layer in _layers) x = functional.layer_norm(layer.call(x), new long[] { 64 }).relu()")]
    [TestCase("for (var i = 0; i < 16; i++) { " + Quiet + "_layers.Add(fc); } _layers.RemoveAt(0);", "foreach (var layer in _layers) x = layer.call(x).relu()")]
    [TestCase("for (var i = 0; i < 16; i++) { var fc = nn.Linear(64, 64); init.xavier_uniform_(fc.weight!, Math.Sqrt(2)); _layers.Add(fc); }", "foreach (var layer in _layers) x = layer.call(x).relu()")]
    public Task Loops_that_fit_or_are_not_known(string construction, string forward) => Rule<GainMismatch>.IsSilent(Filled(
        construction, forward, "private readonly ModuleList<Linear> _layers = nn.ModuleList<Linear>();"));

    [Test]
    public Task A_head_without_activation_does_not_hide_the_stack() => Rule<GainMismatch>.Finds(
        Stack("if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!);", 14).Replace("ReLU());", "ReLU(), nn.Linear(64, 64));", StringComparison.Ordinal));

    [Test]
    public Task A_norm_behind_the_stack_does_not_hide_it() => Rule<GainMismatch>.Finds(
        Stack("if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!);", 14).Replace("ReLU());", "ReLU(), nn.LayerNorm(64), nn.Linear(64, 64));", StringComparison.Ordinal));

    [TestCase("if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!); // all", "if (m is Linear l) init.xavier_uniform_(l.weight!, gain: 1.4142); // all")]
    [TestCase("if (m is Linear l) init.orthogonal_(l.weight!, {|SM2003:0.5|});", "if (m is Linear l) init.orthogonal_(l.weight!, 1.4142);")]
    [TestCase("if (m is Linear l) init.{|SM2003:kaiming_normal_|}(l.weight!, nonlinearity: init.NonlinearityType.Linear);", "if (m is Linear l) init.kaiming_normal_(l.weight!, nonlinearity: init.NonlinearityType.ReLU);")]
    public Task Gain_of_the_activation(string before, string after) => Rule<GainMismatch>.IsFixedBy<GainCodeFix>(Stack(before, 16), Stack(after, 16));
}
