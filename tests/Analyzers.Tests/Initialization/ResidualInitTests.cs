using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Initialization;

/// <summary>SM2004 on hand-written models.</summary>
[TestFixture]
public sealed class ResidualInitTests
{
    private static string Gpt(string init, string forward = "x + _mlp.call(_norm.call(x))") => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly LayerNorm _norm = nn.LayerNorm(64);
            private readonly Sequential _mlp = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64));
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        class Gpt : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Block> _blocks = new();
            private readonly Linear _head = nn.Linear(64, 100);
            public Gpt(int depth) : base("gpt")
            {
                for (var i = 0; i < depth; i++) _blocks.Add(new Block());
                RegisterComponents();
                {{init}}
            }
            public override Tensor forward(Tensor x) => _head.call(_blocks.Aggregate(x, (y, block) => block.call(y)));
        }
        """;

    private static string Block(string init) => $$"""
        class Mlp : Module<Tensor, Tensor>
        {
            private readonly LayerNorm _norm = nn.LayerNorm(64);
            private readonly Linear _in = nn.Linear(64, 256), _out = nn.Linear(256, 64);
            public Mlp(int depth) : base("mlp")
            {
                RegisterComponents();
                {{init}}
            }
            public override Tensor forward(Tensor x) => x + _out.call(functional.gelu(_in.call(_norm.call(x))));
        }
        """;

    [TestCase("apply(m => { if (m is Linear linear) init.[|normal_|](linear.weight!, 0, 0.02); });")]
    [TestCase("foreach (var m in modules()) if (m is Linear linear) { init.[|normal_|](linear.weight!, std: 0.02); init.zeros_(linear.bias!); }")]
    [TestCase("apply(m => { switch (m) { case Linear linear: init.[|normal_|](linear.weight!, 0, 0.02); break; case Embedding e: init.normal_(e.weight!, 0, 0.02); break; } });")]
    public Task One_deviation_for_all(string walk) => Rule<UnscaledResiduals>.Finds(Gpt(walk));

    [TestCase("apply(m => { if (m is Linear linear) init.normal_(linear.weight!, 0, 0.02); }); foreach (var (name, p) in named_parameters()) if (name.EndsWith(\"2.weight\")) init.normal_(p, 0, 0.02 / Math.Sqrt(2 * depth));")]
    [TestCase("apply(m => { if (m is Linear linear) init.normal_(linear.weight!, 0, 0.02); }); foreach (var (name, p) in named_parameters()) if (name.EndsWith(\"2.weight\")) p.div_(Math.Sqrt(2 * depth));")]
    [TestCase("apply(m => { if (m is Linear linear) init.normal_(linear.weight!, 0, 0.02 / Math.Sqrt(depth)); });")]
    [TestCase("apply(m => { if (m is Linear linear) init.xavier_uniform_(linear.weight!); });")]
    [TestCase("apply(m => { if (m is Embedding e) init.normal_(e.weight!, 0, 0.02); });")]
    [TestCase("init.normal_(_head.weight!, 0, 0.02);")]
    [TestCase("")]
    public Task Scaled_or_another_law(string init) => Rule<UnscaledResiduals>.IsSilent(Gpt(init));

    [TestCase("_norm.call(x + _mlp.call(x))", Description = "Post-LN: the norm fixes the scale")]
    [TestCase("_mlp.call(_norm.call(x))", Description = "no shortcut")]
    public Task Other_blocks(string forward) =>
        Rule<UnscaledResiduals>.IsSilent(Gpt("apply(m => { if (m is Linear linear) init.normal_(linear.weight!, 0, 0.02); });", forward));

    [Test]
    public Task A_block_that_initialises_itself() =>
        Rule<UnscaledResiduals>.Finds(Block("init.normal_(_in.weight!, 0, 0.02); init.[|normal_|](_out.weight!, 0, 0.02);"));

    [TestCase("init.normal_(_in.weight!, 0, 0.02); init.normal_(_out.weight!, 0, 0.02 / Math.Sqrt(2 * depth));")]
    [TestCase("init.normal_(_in.weight!, 0, 0.02); init.normal_(_out.weight!, 0, 0.004);")]
    [TestCase("init.normal_(_in.weight!, 0, 0.02); init.zeros_(_out.weight!);")]
    [TestCase("init.normal_(_in.weight!, 0, 0.02);")]
    public Task A_block_with_a_smaller_projection(string init) => Rule<UnscaledResiduals>.IsSilent(Block(init));
}
