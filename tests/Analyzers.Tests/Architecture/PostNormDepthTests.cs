using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Architecture;

/// <summary>SM1001 speaks of stacks that are known to be deep, and of no others.</summary>
[TestFixture]
public sealed class PostNormDepthTests
{
    /// <summary>A block of two sums, <paramref name="mark"/> marking their norms, and a model that the given members make up.</summary>
    private static string Model(string members, bool isFound = true, string after = "") => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear _attention = nn.Linear(64, 64), _mlp = nn.Linear(64, 64);
            private readonly LayerNorm _norm1 = nn.LayerNorm(64), _norm2 = nn.LayerNorm(64);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                x = {{(isFound ? "[|_norm1|]" : "_norm1")}}.call(x + _attention.call(x));
                return {{(isFound ? "[|_norm2|]" : "_norm2")}}.call(x + _mlp.call(x));
            }
        }

        class Net : Module<Tensor, Tensor>
        {
            {{members}}
            public override Tensor forward(Tensor x)
            {
                foreach (var block in Blocks()) { x = block.call(x); }
                return x;
            }
        }

        {{after}}
        """;

    private const string List = "private readonly ModuleList<Block> _blocks = new(); private IEnumerable<Block> Blocks() => _blocks; ";

    [TestCase(List + "public Net() : base(\"net\") { for (var i = 0; i < 12; i++) _blocks.Add(new Block()); RegisterComponents(); }")]
    [TestCase(List + "public Net(int depth = 12) : base(\"net\") { for (var i = 1; i <= depth; i++) { _blocks.append(new Block()); } RegisterComponents(); }")]
    [TestCase(List + "private const int Depth = 24; public Net() : base(\"net\") { for (var i = 0; i < Depth / 2; i++) { var block = new Block(); _blocks.Add(block); } RegisterComponents(); }")]
    [TestCase("private readonly ModuleList<Block> _blocks; private IEnumerable<Block> Blocks() => _blocks; public Net() : base(\"net\") { _blocks = nn.ModuleList(Enumerable.Range(0, 10).Select(_ => new Block()).ToArray()); RegisterComponents(); }")]
    [TestCase("private readonly Block a = new(), b = new(), c = new(), d = new(), e = new(), f = new(), g = new(), h = new(), i = new(), j = new(); private Block[] Blocks() => [a, b, c, d, e, f, g, h, i, j]; public Net() : base(\"net\") { RegisterComponents(); }")]
    public Task Deep_stacks_of_blocks(string members) => Rule<PostNorm>.Finds(Model(members));

    [TestCase("var net = new Net(64, 12);")]
    [TestCase("var depth = 12; var net = new Net(depth: depth, width: 64);")]
    [TestCase("const int Depth = 12; _ = new Net(64, 2); _ = new Net(64, Depth);", Description = "the deepest counts")]
    [TestCase("var size = new Size(64, 12); var net = new Net(size.Width, size.Depth);")]
    [TestCase("var net = new Net(64, Presets.Deep);")]
    [TestCase("Net net = new(64, Presets.Usual);")]
    public Task Depth_as_the_program_passes_it(string program) => Rule<PostNorm>.Finds(program + Model(Symbolic, after: Sizes));

    [TestCase("var net = new Net(64, 6);")]
    [TestCase("var net = new Net(64, int.Parse(args[0]));", Description = "not known")]
    [TestCase("var depth = 12; depth = args.Length; var net = new Net(64, depth);")]
    [TestCase("var net = new Net(12, 4);", Description = "another parameter")]
    [TestCase("var net = new Net(64, Presets.Changed);")]
    [TestCase("Console.WriteLine();", Description = "made elsewhere")]
    public Task Depth_that_is_small_or_not_known(string program) => Rule<PostNorm>.IsSilent(program + Model(Symbolic, isFound: false, after: Sizes));

    private const string Symbolic = List + """
        private readonly int _depth;
        public Net(int width, int depth) : base("net")
        {
            _depth = depth;
            for (var i = 0; i < _depth; i++) _blocks.Add(new Block());
            RegisterComponents();
        }
        """;

    private const string Sizes = """
        record Size(int Width, int Depth);
        static class Presets
        {
            public static readonly int Deep = 24;
            public static int Usual => 12;
            public static int Changed { get; set; } = 12;
        }
        """;

    [TestCase("private readonly Block _block = new(); private Block[] Blocks() => [_block]; public Net() : base(\"net\") { RegisterComponents(); }", Description = "one layer")]
    [TestCase("private readonly Block a = new(), b = new(); private Block[] Blocks() => [a, b]; public Net() : base(\"net\") { RegisterComponents(); }")]
    [TestCase(List + "public Net() : base(\"net\") { for (var i = 0; i < 6; i++) _blocks.Add(new Block()); RegisterComponents(); }", Description = "the depth of the original Transformer")]
    [TestCase(List + "public Net(int[] sizes) : base(\"net\") { foreach (var size in sizes) _blocks.Add(new Block()); RegisterComponents(); }")]
    [TestCase(List + "public Net() : base(\"net\") { for (var i = 0; i < 6; i++) _blocks.Add(new Block()); for (var i = 0; i < 6; i++) _blocks.Add(new Block()); RegisterComponents(); }", Description = "may be two towers")]
    [TestCase(List + "public Net(bool deep) : base(\"net\") { if (deep) { for (var i = 0; i < 8; i++) _blocks.Add(new Block()); } else { for (var i = 0; i < 4; i++) _blocks.Add(new Block()); } RegisterComponents(); }")]
    public Task Shallow_or_unknown(string members) => Rule<PostNorm>.IsSilent(Model(members, isFound: false));

    [Test]
    public Task Members_of_an_ensemble_stand_side_by_side() => Rule<PostNorm>.IsSilent(
        Model(List + "public Net() : base(\"net\") { for (var i = 0; i < 12; i++) _blocks.Add(new Block()); RegisterComponents(); }", isFound: false)
            .Replace("{ x = block.call(x); }", "{ Console.WriteLine(block.call(x)); }", StringComparison.Ordinal));

    [Test]
    public Task Trials_are_no_layers() => Rule<PostNorm>.IsSilent(
        "for (var trial = 0; trial < 20; trial++) { var net = new Net(); }"
        + Model("private readonly Block _block = new(); private Block[] Blocks() => [_block]; public Net() : base(\"net\") { RegisterComponents(); }", isFound: false));

    [Test]
    public Task Stacks_of_stacks() => Rule<PostNorm>.Finds("""
        class Outer : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> _stages = nn.Sequential(Enumerable.Range(0, 4).Select(i => ("stage" + i, (Module<Tensor, Tensor>)new Net())).ToArray());
            public Outer() : base("outer") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _stages.call(x);
        }

        """ + Model("private readonly Block a = new(), b = new(), c = new(); private Block[] Blocks() => [a, b, c]; public Net() : base(\"net\") { RegisterComponents(); }"));

    [Test]
    public Task Blocks_of_a_sequential_outside_of_any_class() => Rule<PostNorm>.Finds(
        "var net = nn.Sequential(new Block(), new Block(), new Block(), new Block(), new Block(), new Block(), new Block(), new Block(), new Block(), new Block());"
        + Model(List + "public Net() : base(\"net\") { }"));

    [TestCase("nn.[|TransformerEncoder|](nn.TransformerEncoderLayer(64, 4), 12)")]
    [TestCase("[|TransformerDecoder|](TransformerDecoderLayer(64, 4), num_layers: 10)")]
    [TestCase("nn.[|Transformer|](64, 4, num_encoder_layers: 12)")]
    [TestCase("nn.[|Transformer|](num_decoder_layers: 18)")]
    public Task Deep_stacks_of_TorchSharps_layers(string made) => Rule<PostNorm>.Finds("var model = " + made + ";");

    [TestCase("nn.TransformerEncoderLayer(64, 4)")]
    [TestCase("nn.TransformerDecoderLayer(64, 4)")]
    [TestCase("nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 1)")]
    [TestCase("nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 2)")]
    [TestCase("nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), 6)")]
    [TestCase("nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), args.Length)")]
    [TestCase("nn.Transformer(64, 4)", Description = "6 and 6, as the original")]
    public Task Shallow_stacks_of_TorchSharps_layers(string made) => Rule<PostNorm>.IsSilent("var model = " + made + ";");

    [TestCase(12, "nn.[|TransformerEncoderLayer|]")]
    [TestCase(4, "nn.TransformerEncoderLayer")]
    public Task TorchSharps_layers_one_by_one(int depth, string made) => Rule<PostNorm>.Finds($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<TransformerEncoderLayer> _layers = new();
            public Net() : base("net")
            {
                for (var i = 0; i < {{depth}}; i++) _layers.Add({{made}}(64, 4));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                foreach (var layer in _layers) x = layer.call(x);
                return x;
            }
        }
        """);

    [TestCase(20, "[|_norm|]")]
    [TestCase(19, "_norm")]
    public Task One_layer_again_and_again(int rounds, string norm) => Rule<PostNorm>.Finds($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _f = nn.Linear(64, 64);
            private readonly LayerNorm _norm = nn.LayerNorm(64);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < {{rounds}}; i++) { x = {{norm}}.call(x + _f.call(x)); }
                return x;
            }
        }
        """);

    [Test]
    public Task A_loop_over_epochs_makes_nothing_deep() => Rule<PostNorm>.IsSilent("""
        var f = nn.Linear(64, 64);
        var norm = nn.LayerNorm(64);
        for (var epoch = 0; epoch < 100; epoch++)
        {
            var x = randn(8, 64);
            var y = norm.call(x + f.call(x));
        }
        """);

    private static string Declared(string placement, string depth, string program = "") => program + $$"""
        [StableModel]
        public partial class Gpt(int width, int depth)
        {
            [Stack({{depth}})] public partial ModuleList<Block> Blocks { get; }
        }

        [ResidualBlock(Norm = {{placement}})]
        public partial class Block(int width)
        {
            [SelfAttention(nameof(width), 4)] public partial StableModels.Layers.SelfAttention Attention { get; }
            [FeedForward(nameof(width), nameof(width))] public partial StableModels.Layers.FeedForward Mlp { get; }
        }
        """;

    // A declaration is always told why not to; how deep it goes decides how loudly.
    [TestCase("12", "", DiagnosticSeverity.Warning)]
    [TestCase("\"12\"", "", DiagnosticSeverity.Warning)]
    [TestCase("nameof(depth)", "var model = new Gpt(64, 12);\n", DiagnosticSeverity.Warning)]
    [TestCase("4", "", DiagnosticSeverity.Info)]
    [TestCase("nameof(depth)", "", DiagnosticSeverity.Info)]
    [TestCase("nameof(depth)", "var model = new Gpt(64, 4);\n", DiagnosticSeverity.Info)]
    [TestCase("nameof(depth)", "var model = new Gpt(64, args.Length);\n", DiagnosticSeverity.Info)]
    public async Task Declared_stacks(string depth, string program, DiagnosticSeverity severity)
    {
        await Rule<PostNorm>.Finds(Declared("[|NormPlacement.Post|]", depth, program));
        var found = await TestCompilation.Analyze(TestCompilation.Create(Declared("NormPlacement.Post", depth, program)), null, new TorchSharpCodeAnalyzer([new PostNorm()]));
        Assert.That(found.Single().Severity, Is.EqualTo(severity));
    }

    [Test]
    public Task Declared_stacks_whose_weights_are_only_loaded() => Rule<PostNorm>.IsSilent(Declared("NormPlacement.Post", "12", """
        var model = new Gpt(64, 12);
        model.load("bert.dat");

        """));

    [TestCase("TransformerEncoder", "")]
    [TestCase("[|TransformerEncoder|]", "model.parameters().First().sum().backward();")]
    public Task Weights_that_are_only_loaded(string made, string training) => Rule<PostNorm>.Finds($$"""
        var model = nn.{{made}}(nn.TransformerEncoderLayer(768, 12), 12);
        model.load("bert.dat");
        {{training}}
        """);

    [Test]
    public Task How_deep_is_an_option() => Rule<PostNorm>.Finds(
        "var model = nn.[|TransformerEncoder|](nn.TransformerEncoderLayer(64, 4), 6);", "stable_models.SM1001.depth = 6");
}
