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

    [TestCase("if (m is Linear l) init.{|SM2003:xavier_uniform_|}(l.weight!); // all", "if (m is Linear l) init.xavier_uniform_(l.weight!, gain: 1.4142); // all")]
    [TestCase("if (m is Linear l) init.orthogonal_(l.weight!, {|SM2003:0.5|});", "if (m is Linear l) init.orthogonal_(l.weight!, 1.4142);")]
    [TestCase("if (m is Linear l) init.{|SM2003:kaiming_normal_|}(l.weight!, nonlinearity: init.NonlinearityType.Linear);", "if (m is Linear l) init.kaiming_normal_(l.weight!, nonlinearity: init.NonlinearityType.ReLU);")]
    public Task Gain_of_the_activation(string before, string after) => Rule<GainMismatch>.IsFixedBy<GainCodeFix>(Stack(before, 16), Stack(after, 16));
}
