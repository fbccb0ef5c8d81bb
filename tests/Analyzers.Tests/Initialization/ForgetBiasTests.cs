using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Initialization;

namespace StableModels.Analyzers.Tests.Initialization;

/// <summary>SM2006: biases of LSTMs.</summary>
[TestFixture]
public sealed class ForgetBiasTests
{
    private static string In(string constructor) => $$"""
        class Tagger : Module<Tensor, Tensor>
        {
            private readonly LSTMCell _cell = nn.LSTMCell(8, 16);
            private readonly GRUCell _gru = nn.GRUCell(8, 16);
            private readonly LSTM _lstm = nn.LSTM(8, 16);
            private readonly Linear _out = nn.Linear(16, 2);
            public Tagger() : base("tagger")
            {
                RegisterComponents();
                {{constructor}}
            }
            public override Tensor forward(Tensor x) => _out.call(_lstm.call(x).Item1);
        }
        """;

    [TestCase("init.[|zeros_|](_cell.bias_ih!);")]
    [TestCase("init.[|constant_|](_cell.bias_ih!, 0);")]
    [TestCase("init.[|ones_|](_cell.bias_hh!);")]
    [TestCase("nn.init.[|constant_|](_cell.bias_ih!, 1.0);")]
    [TestCase("foreach (var (name, p) in _lstm.named_parameters()) if (name.Contains(\"bias\")) init.[|zeros_|](p);")]
    [TestCase("foreach (var (name, p) in _lstm.named_parameters()) { if (name.StartsWith(\"weight\")) init.orthogonal_(p); else if (name.StartsWith(\"bias\")) init.[|constant_|](p, 1); }")]
    [TestCase("init.[|zeros_|](_lstm.get_parameter(\"bias_ih_l0\")!);")]
    public Task The_whole_bias(string constructor) => Rule<ForgetBias>.Finds(In(constructor));

    [TestCase("")]
    [TestCase("init.zeros_(_cell.bias_hh!);", Description = "the other bias may open the gate")]
    [TestCase("init.zeros_(_cell.bias_ih!); init.ones_(_cell.bias_ih!.chunk(4, 0)[1]);")]
    [TestCase("init.zeros_(_cell.bias_ih!); init.ones_(_cell.bias_ih![16..32]);")]
    [TestCase("init.zeros_(_cell.bias_ih!); using (no_grad()) _cell.bias_ih!.narrow(0, 16, 16).fill_(1);")]
    [TestCase("init.zeros_(_gru.bias_ih!);", Description = "a GRU has no forget gate")]
    [TestCase("init.zeros_(_out.bias!);")]
    [TestCase("init.normal_(_cell.bias_ih!);")]
    [TestCase("init.orthogonal_(_cell.weight_hh);")]
    [TestCase("foreach (var (name, p) in _lstm.named_parameters()) if (name.Contains(\"weight\")) init.zeros_(p);")]
    [TestCase("foreach (var (name, p) in _lstm.named_parameters()) if (name.Contains(\"bias_hh\")) init.zeros_(p);")]
    [TestCase("foreach (var (name, p) in _out.named_parameters()) if (name.Contains(\"bias\")) init.zeros_(p);")]
    [TestCase("foreach (var (name, p) in named_parameters()) if (name.Contains(\"bias\")) init.zeros_(p);", Description = "all biases of the model")]
    public Task Gate_by_gate_or_no_forget_gate(string constructor) => Rule<ForgetBias>.IsSilent(In(constructor));

    [TestCase("init.[|ones_|](_cell.bias_ih!); // open", "init.ones_(_cell.bias_ih!.chunk(4, 0)[1]); // open")]
    [TestCase("init.[|zeros_|](_cell.bias_ih!); // closed", "init.zeros_(_cell.bias_ih!); // closed\n        init.constant_(_cell.bias_ih!.chunk(4, 0)[1], 1.0);")]
    public Task The_forget_gate_alone(string before, string after) => Rule<ForgetBias>.IsFixedBy<ForgetBiasCodeFix>(In(before), In(after));
}
