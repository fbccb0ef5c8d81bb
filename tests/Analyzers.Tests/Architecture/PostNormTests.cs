using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Architecture;

namespace StableModels.Analyzers.Tests.Architecture;

[TestFixture]
public sealed class PostNormTests
{
    /// <summary>For the tests of what Post-LN looks like; how deep it must be is <see cref="PostNormDepthTests"/>.</summary>
    private const string EveryDepth = "stable_models.SM1001.depth = 0";

    private static Task Finds(string source) => Rule<PostNorm>.Finds(source, EveryDepth);

    private static Task IsSilent(string source) => Rule<PostNorm>.IsSilent(source, EveryDepth);

    private static Task IsFixed(string before, string after, int commands = 1) => Rule<PostNorm>.IsFixedBy<PostNormCodeFix>(before, after, editorConfig: EveryDepth, commands: commands);

    private static string Block(string forward, string more = "") => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> _attention = nn.Linear(64, 64);
            private readonly Module<Tensor, Tensor> _mlp = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64));
            private readonly Module<Tensor, Tensor> _norm1, _norm2;
            private readonly bool _normFirst = Environment.ProcessorCount > 2;
            private readonly Dropout _drop = nn.Dropout(0.1);
            private readonly Embedding _tokens = nn.Embedding(100, 64), _positions = nn.Embedding(10, 64);
            {{more}}
            public Block() : base("block")
            {
                _norm1 = nn.LayerNorm(64);
                _norm2 = nn.LayerNorm(new long[] { 64 });
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                {{forward.ReplaceLineEndings("\n        ")}}
            }
        }
        """;

    [TestCase("var layer = nn.[|TransformerEncoderLayer|](64, 4); return layer.forward(x);")]
    [TestCase("var layer = torch.nn.[|TransformerDecoderLayer|](64, 4); return x;")]
    [TestCase("var whole = [|Transformer|](64, 4); return x;")]
    [TestCase("return [|_norm1|].forward(x + _attention.forward(x));")]
    [TestCase("return [|_norm1|].call(_attention.call(x) + x);")]
    [TestCase("return [|this._norm1|].forward(x.add(_drop.forward(_attention.forward(x))));")]
    [TestCase("return [|_norm1|].forward(torch.add(x, _mlp.forward(x)));")]
    [TestCase("x = [|_norm1|].forward(x + _attention.forward(x)); return [|_norm2|].forward(x + _mlp.forward(x));")]
    [TestCase("var y = x + _attention.forward(x); return [|_norm1|].forward(y);")]
    [TestCase("x += _attention.forward(x); x = [|_norm1|].forward(x); return x;")]
    [TestCase("var y = _attention.forward(x); y.add_(x); return [|_norm1|].forward(y);")]
    [TestCase("using var y = _attention.forward(x).add_(x); return [|_norm1|].forward(y).MoveToOuterDisposeScope();")]
    [TestCase("return functional.[|layer_norm|](x + _attention.forward(x), new long[] { 64 });")]
    [TestCase("for (var i = 0; i < 4; i++) { x = [|_norm1|].forward(x + _mlp.forward(x)); } return x;")]
    [TestCase("var (a, b) = (x, _attention.forward(x)); return [|_norm1|].forward(a + b);")]
    [TestCase("if (_normFirst) { x = [|_norm1|].forward(x + _mlp.forward(x)); } return x;", Description = "a flag that turns the norm on chooses no place")]
    public Task Flags(string forward) => Finds(Block(forward));

    [TestCase("return x + _attention.forward(_norm1.forward(x));")]
    [TestCase("x = x + _attention.forward(_norm1.forward(x)); x = x + _mlp.forward(_norm2.forward(x)); return x;")]
    [TestCase("x += _attention.forward(_norm1.forward(x)); x += _mlp.forward(_norm2.forward(x)); return x;")]
    [TestCase("x = x + _mlp.forward(_norm1.forward(x)); return _norm2.forward(x);", Description = "the final norm of a Pre-LN stack")]
    [TestCase("for (var i = 0; i < 4; i++) { x = x + _mlp.forward(_norm1.forward(x)); } return _norm2.forward(x);")]
    [TestCase("return x + _norm1.forward(_attention.forward(x));", Description = "reordered norm")]
    [TestCase("return x + _norm2.forward(_attention.forward(_norm1.forward(x)));", Description = "sandwich")]
    [TestCase("return _norm1.forward(_tokens.forward(x) + _positions.forward(arange(10)));", Description = "norm of embeddings")]
    [TestCase("var p = _positions.forward(arange(x.shape[1])); return _norm1.forward(x + p);")]
    [TestCase("return _norm1.forward(_attention.forward(x));", Description = "no shortcut")]
    [TestCase("return _norm1.forward(x * 2.2 + _attention.forward(x));", Description = "DeepNorm scales the shortcut")]
    [TestCase("return _norm1.forward(torch.add(x, _mlp.forward(x), 0.5));", Description = "scaled branch")]
    [TestCase("return _norm1.forward(x + functional.relu(x));", Description = "no sublayer")]
    [TestCase("return _norm1.forward(x + 1);")]
    [TestCase("return _norm1.forward(x - _attention.forward(x));")]
    [TestCase("return functional.relu(nn.BatchNorm1d(64).forward(_attention.forward(x)) + x);", Description = "ResNet")]
    [TestCase("var s = x + _attention.forward(x); var n = _norm1.forward(s); return s + _mlp.forward(n);", Description = "the stream goes on un-normalised")]
    [TestCase("var s = x + _attention.forward(x); return cat(new[] { s, _norm1.forward(s) });")]
    [TestCase("return nn.Identity().forward(x + _attention.forward(x));")]
    [TestCase("if (_normFirst) return x + _mlp.forward(_norm1.forward(x)); else return _norm1.forward(x + _mlp.forward(x));", Description = "a flag chooses")]
    [TestCase("return _normFirst ? x + _mlp.forward(_norm1.forward(x)) : _norm1.forward(x + _mlp.forward(x));")]
    [TestCase("x = x + _mlp.forward(_normFirst ? _norm1.forward(x) : x); if (!_normFirst) { x = _norm1.forward(x); } return x;")]
    public Task Is_silent(string forward) => IsSilent(Block(forward));

    [Test]
    public Task Follows_helpers_of_the_class_one_level() => Finds(Block(
        "return [|_norm1|].forward(x + Branch(x));", "private Tensor Branch(Tensor t) => _drop.forward(_attention.forward(t));"));

    [Test]
    public Task A_helper_that_normalises_first_is_pre_norm() => IsSilent(Block(
        "return _norm2.forward(x + Branch(x));", "private Tensor Branch(Tensor t) => _attention.forward(_norm1.forward(t));"));

    [Test]
    public Task Sees_delegates_as_branches() => Finds(Block(
        "return Wrap(x, _mlp.forward);", "private Tensor Wrap(Tensor t, Func<Tensor, Tensor> f) => [|_norm1|].forward(t + f(t));"));

    [Test]
    public Task Own_module_that_normalises_inside_is_left_alone() => IsSilent(
        Block("return _norm1.forward(x + _inner.forward(x));", "private readonly Inner _inner = new();") + """

        class Inner : Module<Tensor, Tensor>
        {
            private readonly LayerNorm n = nn.LayerNorm(64);
            public Inner() : base("inner") { }
            public override Tensor forward(Tensor x) => n.forward(x);
        }
        """);

    [Test]
    public Task Own_factory_of_the_same_name_is_another_thing() => IsSilent("""
        static class Layers2 { public static Module<Tensor, Tensor> TransformerEncoderLayer(long width, long heads) => nn.Linear(width, heads); }
        class User { Module<Tensor, Tensor> layer = Layers2.TransformerEncoderLayer(64, 4); }
        """);

    [Test]
    public Task Field_declared_as_interface_but_assigned_a_linear_is_no_norm() => IsSilent("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> _norm = nn.Linear(64, 64), _f = nn.Linear(64, 64);
            public Block() : base("b") { }
            public override Tensor forward(Tensor x) => _norm.forward(x + _f.forward(x));
        }
        """);

    [Test]
    public Task Top_level_program_is_read() => Finds("""
        var layer = nn.[|TransformerEncoderLayer|](64, 4);
        var norm = nn.LayerNorm(64);
        var f = nn.Linear(64, 64);
        var x = torch.randn(4, 64);
        x = [|norm|].forward(x + f.forward(x));
        """);

    [Test]
    public Task Pragma_and_suppress_message_work() => IsSilent(Block("""
        #pragma warning disable SM1001
        return _norm1.forward(x + _attention.forward(x));
        #pragma warning restore SM1001
        """));

    [TestCase("return [|_norm1|].forward(x + _attention.forward(x));", "return x + _attention.forward(_norm1.forward(x));")]
    [TestCase("return [|_norm1|].forward(_drop.forward(_mlp.forward(x)) + x); // why", "return _drop.forward(_mlp.forward(_norm1.forward(x))) + x; // why")]
    [TestCase("x += _attention.forward(x);\nx = [|_norm1|].forward(x);\nreturn x;", "x += _attention.forward(_norm1.forward(x));\nreturn x;")]
    [TestCase("var y = x + _attention.forward(x);\nreturn [|_norm1|].forward(y);", "var y = x + _attention.forward(_norm1.forward(x));\nreturn y;")]
    [TestCase("x = [|_norm1|].forward(x + _attention.forward(x));\nx = [|_norm2|].forward(x + _mlp.forward(x));\nreturn x;", "x = x + _attention.forward(_norm1.forward(x));\nx = x + _mlp.forward(_norm2.forward(x));\nreturn x;")]
    [TestCase("// one\nx = [|_norm1|].forward(x + Mix(x, x));\nreturn x;", "// one\nvar normalized = _norm1.forward(x);\nx = x + Mix(normalized, normalized);\nreturn x;")]
    public Task Fixes(string before, string after)
    {
        const string Mix = "private Tensor Mix(Tensor a, Tensor b) => _attention.forward(a.mul(b));";
        return IsFixed(Block(before, Mix), Block(after, Mix));
    }

    [TestCase("x = [|_norm1|].forward(x + _attention.forward(x));\nx = [|_norm2|].forward(x + _mlp.forward(x));\nreturn x;", "x = x + _attention.forward(_norm1.forward(x));\nx = x + _mlp.forward(_norm2.forward(x));\nreturn x;")]
    [TestCase("var a = [|_norm1|].forward(x + _attention.forward(x));\nreturn [|_norm2|].forward(_drop.forward(_mlp.forward(a)) + a);", "var a = x + _attention.forward(_norm1.forward(x));\nreturn _drop.forward(_mlp.forward(_norm2.forward(a))) + a;")]
    [TestCase("x += _attention.forward(x);\nx = [|_norm1|].forward(x);\nx += _mlp.forward(x);\nreturn [|_norm2|].forward(x);", "x += _attention.forward(_norm1.forward(x));\nx += _mlp.forward(_norm2.forward(x));\nreturn x;")]
    [TestCase("x = [|_norm1|].forward(x + Mix(x, x));\nx = [|_norm2|].forward(x + Mix(x, x));\nreturn x;", "var normalized = _norm1.forward(x);\nx = x + Mix(normalized, normalized);\nvar normalized2 = _norm2.forward(x);\nx = x + Mix(normalized2, normalized2);\nreturn x;")]
    public async Task One_press_repairs_the_whole_block(string before, string after)
    {
        const string Mix = "private Tensor Mix(Tensor a, Tensor b) => _attention.forward(a.mul(b));";
        await IsFixed(Block(before, Mix), Block(after, Mix));
        Assert.That(await Rule<PostNorm>.Presses<PostNormCodeFix>(Block(before, Mix), EveryDepth), Is.EqualTo(1));
    }

    [Test]
    public Task Sums_that_hang_together_are_repaired_one_after_the_other() => IsFixed(
        Block("x += _attention.forward(x);\nreturn [|_norm2|].forward(x + _mlp.forward(x)) + [|_norm1|].forward(x + _attention.forward(x));"),
        Block("x += _attention.forward(x);\nreturn (x + _mlp.forward(_norm2.forward(x))) + (x + _attention.forward(_norm1.forward(x)));"), commands: 2);

    private static string Declared(string attribute) => $$"""
        {{attribute}}
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), nameof(width))]
            public partial StableModels.Layers.FeedForward Mlp { get; }
        }
        """;

    [Test]
    public Task Flags_the_declared_placement() => Finds(Declared("[ResidualBlock(Norm = [|NormPlacement.Post|])]"));

    [TestCase("[ResidualBlock]")]
    [TestCase("[ResidualBlock(Norm = NormPlacement.Pre)]")]
    [TestCase("[ResidualBlock(Norm = NormPlacement.Sandwich)]")]
    [TestCase("[ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm)]")]
    public Task Other_placements_are_fine(string attribute) => IsSilent(Declared(attribute));

    [TestCase("[ResidualBlock(Norm = [|NormPlacement.Post|])]", "[ResidualBlock]")]
    [TestCase("[ResidualBlock(Scale = ResidualScale.None, Norm = [|NormPlacement.Post|])]", "[ResidualBlock(Scale = ResidualScale.None)]")]
    public Task Fixes_the_declared_placement(string before, string after) =>
        IsFixed(Declared(before), Declared(after));

    [Test]
    public Task Library_layers_have_no_fix() => Rule<PostNorm>.HasNoFix<PostNormCodeFix>(Block("return nn.[|TransformerEncoderLayer|](64, 4).forward(x);"), EveryDepth);
}
