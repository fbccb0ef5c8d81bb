using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

/// <summary>What an editor shows the rules while somebody types: truncated and token-deleted programs. No rule may throw.</summary>
[TestFixture]
public sealed class RobustnessTests
{
    private const int FilesPerCompilation = 250;

    private static readonly DiagnosticAnalyzer[] Analyzers =
        [.. typeof(RuleDescriptors).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(t))
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    private static readonly string[] Programs =
    [
        """
        class A : Module<Tensor, Tensor> { readonly Module<Tensor, Tensor> f = nn.Linear(8, 8), g = nn.Linear(8, 8); readonly LayerNorm n = nn.LayerNorm(8); public A(Tensor w) : base("a") {  RegisterComponents(); } public override Tensor forward(Tensor x) { x = n.forward(x + f.forward(x)); for (var i = 0; i < 3; i++) { x += g.call(n.call(x)); } x.add_(x).mul(2); return x; } }
        """,
        """
        class A : Module<Tensor, Tensor> { readonly Module<Tensor, Tensor> f = nn.Linear(8, 8), g = nn.Linear(8, 8); readonly LayerNorm n = nn.LayerNorm(8); public A(Tensor w) : base("a") {  RegisterComponents(); } public override Tensor forward(Tensor x) { var (a, b) = (x, f.forward(x)); Func<Tensor, Tensor> h = y => g.call(y); x = n.forward(a + h(a)); if (x is null) x = b; else { x = Mix(x, b); } Tensor Mix(Tensor p, Tensor q) => p.mul(q).softmax(1).log(); return x; } }
        """,
        """
        class A : Module<Tensor, Tensor> { List<Linear> all = new(); public Linear P { get; set; } = nn.Linear(8, 8); Tensor t = torch.ones(3, requires_grad: true); public A(Tensor w) : base("a") { all.Add(nn.Linear(8, 8)); apply(m => { }); P.weight = all[0].weight; register_module("p", P); RegisterComponents(); } public override Tensor forward(Tensor x) {  return x; } }
        """,
        """
        class A : Module<Tensor, Tensor> { readonly Module<Tensor, Tensor> f = nn.Linear(8, 8), g = nn.Linear(8, 8); readonly LayerNorm n = nn.LayerNorm(8); public A(Tensor w) : base("a") { foreach (var p in parameters()) { using var t = init.normal_(p, generator: new Generator(1)); } init.xavier_normal_(w); init.trunc_normal_(((Linear)f).weight!, std: 3); init.zeros_(w.clone()); RegisterComponents(); } public override Tensor forward(Tensor x) { x = g.forward(functional.relu(f.forward(x))); return x; } }
        """,
        """
        class A : Module<Tensor, Tensor> { readonly Module<Tensor, Tensor> f = nn.Linear(8, 8), g = nn.Linear(8, 8); readonly LayerNorm n = nn.LayerNorm(8); public A(Tensor w) : base("a") {  RegisterComponents(); } public override Tensor forward(Tensor x) { var s = functional.softmax(torch.matmul(f.forward(x), g.forward(x).transpose(-2, -1)) + 1, -1); x = torch.where(x > 0, torch.sqrt(x), torch.log(1 + torch.exp(x))) + torch.maximum(x, 0.5) + (torch.exp(x) - 1) * torch.arange(4); return x; } }
        """,
        """
        class A : Module<Tensor, Tensor> { readonly Sequential s = nn.Sequential(("a", nn.Linear(8, 1)), ("b", nn.Softmax(-1))); readonly RNN r = nn.RNN(8, 8); public A(Tensor w) : base("a") {  RegisterComponents(); } public override Tensor forward(Tensor x) { var loss = nn.CrossEntropyLoss().forward(s.forward(x), x); loss.backward(); s.register_forward_hook((m, i, o) => o); x = s.forward(x) switch { null => x, var y => y }; return x; } }
        """,
        """
        class T { void Run(IEnumerable<Tensor> data) { var model = nn.TransformerEncoderLayer(8, 2).half(); var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-3); foreach (var x in data) { using var scope = torch.NewDisposeScope(); optimizer.zero_grad(); var loss = (model.forward(x).sum() * 1024); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 1.0); optimizer.step(); } } }
        """,
        """
        class T { void Run(IEnumerable<Tensor> data) { var net = nn.Linear(8, 8); var groups = new[] { new AdamW.ParamGroup(net.parameters(), weight_decay: 0.1), new AdamW.ParamGroup { Parameters = net.parameters() } }; var optimizer = torch.optim.AdamW(groups, lr: 1e-3); var scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps: 100); net.to(CUDA); for (;;) { scheduler.step(); optimizer.step(); torch.manual_seed(3); } } }
        """,
        """
        class T { void Run(IEnumerable<Tensor> data) { var net = nn.Linear(8, 8); try { var loss = net.forward(data.First()).mean(); if (loss.isnan().any().item<bool>()) { return; } loss.backward(); foreach (var p in net.parameters()) { p.grad!.div_(8); } } finally { Console.WriteLine(net.forward(data.Last()).ToSingle()); using (torch.no_grad()) { net.eval(); net.train(false); } } } }
        """,
        """
        [StableModel(AddFinalNorm = false)] [Warmup(100), CosineDecay(Final = 0.1), ClipNorm(1.0)] public partial class Gpt(int v, int w, int d) { [Embedding(nameof(v), nameof(w))] public partial Embedding Tokens { get; } [Stack(nameof(d))] public partial ModuleList<Layer> Blocks { get; } [Linear(nameof(w), $"{nameof(v)} + 1", TiedTo = nameof(Tokens))] public partial Linear Head { get; } }
        """,
        """
        [ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.None)] public partial class Layer(int width, int heads) { [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial SelfAttention Attention { get; } [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)] public partial FeedForward Mlp { get; } }
        """,
    ];

    // Five parts of a thousand, which two cores share.
    [Test]
    public async Task No_rule_throws_on_five_thousand_broken_programs([Range(1, 5)] int part)
    {
        var random = new Random(20_240_600 + part);
        var references = TestCompilation.References(Programs[^1]).ToArray();
        var usings = CSharpSyntaxTree.ParseText(TestCompilation.GlobalUsings(Programs[^1]), TestCompilation.ParseOptions);
        for (var batch = 0; batch < 1_000 / FilesPerCompilation; batch++)
        {
            var trees = new List<SyntaxTree> { usings };
            for (var i = 0; i < FilesPerCompilation; i++)
            {
                var source = "namespace N" + i + ";\n" + Break(Programs[random.Next(Programs.Length)], random);
                trees.Add(CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, "Test" + i + ".cs"));
            }

            var compilation = CSharpCompilation.Create("Broken" + batch, trees, references, TestCompilation.Options("class C { }"));
            await TestCompilation.Run(compilation, null, Analyzers);
        }
    }

    private static string Break(string source, Random random)
    {
        if (random.Next(5) == 0)
        {
            return source[..random.Next(source.Length)];
        }

        var tokens = CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions).GetRoot().DescendantTokens().ToArray();
        var dropped = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(tokens.Length)).ToHashSet();
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!dropped.Contains(i))
            {
                text.Append(tokens[i].ToFullString());
            }
        }

        return text.ToString();
    }
}
