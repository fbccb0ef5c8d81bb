namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>Right declarations are silent, and faulty ones are whole for the compiler, so that a build comes to the rules.</summary>
[TestFixture]
public sealed class WholeDeclarationTests
{
    [Test]
    public Task The_example_of_the_design_is_silent() => Declared.IsSilent("""
        [StableModel]
        public partial class AdderGpt(int vocabulary, int context, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))]        public partial Embedding Tokens { get; }
            [LearnedPositions(nameof(context), nameof(width))]    public partial LearnedPositions Positions { get; }
            [Stack(nameof(depth))]                                public partial ModuleList<Block> Blocks { get; }
            [LayerNorm(nameof(width))]                            public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)]          public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)] public partial FeedForward Mlp { get; }
        }
        """);

    [Test]
    public Task A_faulty_class_can_still_be_used_by_others() => Declared.Finds("""
        [StableModel, AdamW, ClipNorm(1.0), MixedPrecision(HalfType.BFloat16)]
        public partial class Net(int width, int depth)
        {
            [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
            [Layer] public partial Part Last { get; }
            [LayerNorm({|SM0003:"widht"|})] public partial LayerNorm Norm { get; }

            public Tensor Half(Tensor x) => Norm.call(x);
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), {|SM0003:"4 * widht"|})] public partial FeedForward Mlp { get; }
        }

        [Sequence]
        public partial class Part(int width)
        {
            [SelfAttention(nameof(width), {|SM0012:0|})] public partial SelfAttention Mix { get; }
        }

        public static class Use
        {
            public static Tensor Run(Net net, Tensor x)
            {
                net.ClipGradients();
                net.reset_parameters();
                net.Blocks[0].reset_parameters(2);
                _ = net.Describe();
                _ = net.ParameterGroups();
                _ = Net.Plan;
                _ = net.CreateTrainer(CPU, 100);
                return net.call(net.Last.call(net.Blocks[0].call(x)));
            }
        }
        """);

    [TestCase("internal static partial ref readonly Linear {|SM0002:Head|} { get; }")]
    [TestCase("public virtual partial Linear {|SM0002:Head|} { protected get; set; }")]
    [TestCase("public partial Linear {|SM0002:this|}[int @class] { get; }")]
    public Task SM0002_whatever_the_property_is_the_class_is_whole(string property) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] {{property}}
        }
        """);

    [Test]
    public Task SM0015_a_static_class_has_no_layers() => Declared.Finds("""
        [StableModel]
        public static partial class {|SM0015:Net|}
        {
            [Linear(8, 8)] public static partial Linear {|SM0002:Head|} { get; }
        }
        """);

    [Test]
    public Task SM0017_in_a_class_that_is_generic_and_nested() => Declared.Finds("""
        // StableModels is referenced.
        namespace Space;
        public partial class Outer<T>
        {
            internal partial struct Net
            {
                [{|SM0017:Linear|}(8, 8)] public partial Linear Head { get; }
                [{|SM0017:Linear|}(8, 8)] public partial Linear head { get; }
            }
        }
        """);

    // No other file can hold a part of it, so the compiler would speak of the property alone: the generator says the rest.
    [Test]
    public Task SM0015_a_file_local_class_says_so_in_a_build_too() => Declared.Finds("""
        [StableModel]
        file partial class {|SM0015:Net|}
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """, "Net cannot be expanded: a file-local class cannot have a part in another file; remove file", "SM0015: Net cannot be expanded: a file-local class cannot have a part in another file; remove file", "CS9248");
}
