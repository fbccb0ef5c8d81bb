namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0xxx: each rule flagged at the exact token with its message, and not flagged beside it.</summary>
[TestFixture]
public sealed class DeclarationTests
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
    public Task SM0001_the_class_is_not_partial() => Declared.Finds("""
        [StableModel]
        public class {|SM0001:Net|}(int width)
        {
            [Linear(nameof(width), 10)] public Linear {|SM0002:Head|} { get; } = null!;
        }
        """, "'Net' must be partial: its other part is generated");

    [Test]
    public Task SM0001_the_compiler_says_it_where_a_property_is_partial() => Declared.Finds("""
        [StableModel]
        public class {|SM0001:Net|}(int width)
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """, ofCompiler: "CS0260");

    [Test]
    public Task SM0001_a_class_around_it_is_not_partial() => Declared.Finds("""
        public class {|SM0001:Outer|}
        {
            [StableModel]
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
        }
        """, ofCompiler: "CS0260");

    [Test]
    public Task SM0001_partial_classes_around_it_are_fine() => Declared.IsSilent("""
        public partial class Outer
        {
            [StableModel]
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
        }
        """);

    [TestCase("public Linear {|SM0002:Head|} { get; } = null!;", "The layer Head cannot be generated: make it partial")]
    [TestCase("public partial Linear {|SM0002:Head|} { get; set; }", "The layer Head cannot be generated: the layer is made once; remove the setter")]
    [TestCase("public static partial Linear {|SM0002:Head|} { get; }", "The layer Head cannot be generated: a layer belongs to an instance; remove static")]
    [TestCase("[{|SM0002:LayerNorm|}(8)] public partial Linear Head { get; }", "The layer Head cannot be generated: a property declares one layer; remove the other attribute")]
    public Task SM0002_the_property_cannot_be_implemented(string property, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] {{property}}
        }
        """, message);

    [TestCase("[LayerNorm({|SM0003:\"widht\"|})]", "'widht' is neither a constructor parameter nor a constant of the class; known are: width, heads")]
    [TestCase("[LayerNorm({|SM0003:\"2 * widht\"|})]", "'widht' is neither a constructor parameter nor a constant of the class; known are: width, heads")]
    public Task SM0003_a_name_is_unknown(string attribute, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width, int heads)
        {
            {{attribute}} public partial LayerNorm Norm { get; }
        }
        """, message);

    [Test]
    public Task SM0003_parameters_and_constants_are_known() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width, long @class)
        {
            private const int Classes = 10;
            [Linear(nameof(width), nameof(@class))] public partial Linear First { get; }
            [Linear("@class", nameof(Classes))] public partial Linear Second { get; }
            [Linear(Classes, "Classes + 0 * width")] public partial Linear Third { get; }
        }
        """);

    [TestCase("4 x width", "'4 x width' is not a size: 'x' at position 3 is not expected")]
    [TestCase("4 *", "'4 *' is not a size: it ends too early")]
    [TestCase("(width", "'(width' is not a size: it ends too early")]
    [TestCase("", "'' is not a size: it ends too early")]
    [TestCase("width / 0", "'width / 0' is not a size: it divides by zero")]
    [TestCase("9223372036854775807 + 1", "'9223372036854775807 + 1' is not a size: it does not fit in 64 bits")]
    [TestCase("rate", "'rate' is not a size: 'rate' is of type double; a size is an int or a long")]
    public Task SM0004_the_size_is_malformed(string size, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width, double rate)
        {
            [LayerNorm({|SM0004:"{{size}}"|})] public partial LayerNorm Norm { get; }
        }
        """, message);

    [Test]
    public Task SM0005_widths_do_not_meet() => Declared.Finds("""
        [StableModel]
        public partial class Net(int inputs)
        {
            [Linear(nameof(inputs), 256)] public partial Linear First { get; }
            [Linear({|SM0005:128|}, 10)] public partial Linear Second { get; }
        }
        """, "Second takes width 128, but First gives width 256");

    [Test]
    public Task SM0005_symbolic_widths_do_not_meet() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), "4 * width")] public partial Linear First { get; }
            [LayerNorm({|SM0005:"3 * width"|})] public partial LayerNorm Second { get; }
        }
        """, "Second takes width 3 * width, but First gives width 4 * width");

    [Test]
    public Task SM0005_an_embedding_takes_tokens() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 8)] public partial Linear First { get; }
            [{|SM0005:Embedding|}(100, 8)] public partial Embedding Second { get; }
        }
        """, "Second takes integer tokens, but First gives width 8");

    [TestCase("4 * width", "width * 4")]
    [TestCase("(width + 1) * (width - 1)", "width * width - 1")]
    [TestCase("2 * width / 2", "width")]
    [TestCase("width / 3", "width")]
    public Task SM0005_equal_sizes_meet_however_they_are_written_and_doubtful_ones_are_left_alone(string one, string other) => Declared.IsSilent($$"""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), "{{one}}")] public partial Linear First { get; }
            [Linear("{{other}}", 10)] public partial Linear Second { get; }
        }
        """);

    [Test]
    public Task SM0005_a_stack_is_followed_through_its_block() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width, int depth)
        {
            [Embedding(100, "2 * width")] public partial Embedding Tokens { get; }
            [{|SM0005:Stack|}(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 64)] public partial FeedForward Mlp { get; }
        }
        """, "Blocks takes width width, but Tokens gives width 2 * width");

    [Test]
    public Task SM0006_heads_do_not_divide() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block
        {
            [SelfAttention(100, {|SM0006:8|})] public partial SelfAttention Attention { get; }
        }
        """, "width = 100 is not divisible by heads = 8");

    [Test]
    public Task SM0006_symbolic_heads_are_left_to_the_constructor() => Declared.IsSilent("""
        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
        }
        """);

    [Test]
    public Task SM0007_a_branch_changes_the_width() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block(int width)
        {
            [{|SM0007:Linear|}(nameof(width), "2 * width")] public partial Linear Wide { get; }
        }
        """, "The residual branch Wide takes width width and gives width 2 * width, so it cannot be added to its input");

    [Test]
    public Task SM0007_a_branch_that_keeps_the_width_is_fine() => Declared.IsSilent("""
        [ResidualBlock]
        public partial class Block(int width)
        {
            [Linear(nameof(width), "width * 1")] public partial Linear Same { get; }
        }
        """);

    [Test]
    public Task SM0008_a_tied_weight_has_another_shape() => Declared.Finds("""
        [StableModel]
        public partial class Net(int vocabulary, int width)
        {
            [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }
            [Linear(nameof(width), 500, TiedTo = {|SM0008:nameof(Tokens)|})] public partial Linear Head { get; }
        }
        """, "This layer's weight is 500 x width, that of Tokens is vocabulary x width: they cannot be one");

    [Test]
    public Task SM0008_linear_layers_can_be_tied_too() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear First { get; }
            [Linear(nameof(width), nameof(width), TiedTo = nameof(First))] public partial Linear Second { get; }
        }
        """);

    [Test]
    public Task SM0009_a_tied_member_is_unknown() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [LayerNorm(nameof(width))] public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(width), TiedTo = {|SM0009:nameof(Norm)|})] public partial Linear Head { get; }
        }
        """, "'Norm' is not an embedding or linear member of this class");

    [Test]
    public Task SM0010_the_property_cannot_hold_the_module() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [{|SM0010:Linear|}(nameof(width), 10)] public partial LayerNorm Head { get; }
        }
        """, "Head is of type LayerNorm, but the attribute makes a TorchSharp.Modules.Linear");

    [Test]
    public Task SM0010_a_base_class_will_do() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 10)] public partial Module<Tensor, Tensor> Head { get; }
        }
        """);

    [Test]
    public Task SM0010_a_stack_is_a_module_list() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width, int depth)
        {
            [{|SM0010:Stack|}(nameof(depth))] public partial Block Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 64)] public partial FeedForward Mlp { get; }
        }
        """, "Blocks is of type Block, but the attribute makes a TorchSharp.Modules.ModuleList<Block>");

    [TestCase("[{|SM0011:Stack|}(nameof(depth))]", "Block cannot be constructed: its parameter 'size' has no parameter of that name here; name it in Args = [\"size: ...\"]")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0011:new[] { \"size: width\", \"hidden: 4\" }|})]", "Block cannot be constructed: it has no parameter 'hidden'")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0003:new[] { \"size: wide\" }|})]", "'wide' is neither a constructor parameter nor a constant of the class; known are: width, depth")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0004:new[] { \"size\" }|})]", "'size' is not a size: an argument is written \"name: expression\"")]
    public Task SM0011_a_block_cannot_be_constructed(string attribute, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width, int depth)
        {
            {{attribute}} public partial ModuleList<Block> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int size)
        {
            [FeedForward(nameof(size), 64)] public partial FeedForward Mlp { get; }
        }
        """, message);

    [Test]
    public Task SM0011_blocks_are_bound_by_name_by_Args_and_by_defaults() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width, int depth, bool wide)
        {
            [Stack(nameof(depth), Args = ["size: 2 * width"])] public partial ModuleList<Block> Blocks { get; }
            [Linear("width * 2", 10)] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block(int size, bool wide, double rate = 0.1)
        {
            public (bool, double) Settings => (wide, rate);
            [FeedForward(nameof(size), 64)] public partial FeedForward Mlp { get; }
        }
        """);

    [TestCase("[Linear({|SM0012:0|}, 10)] public partial Linear", "inputs is 0; it must be at least 1")]
    [TestCase("[Linear(10, {|SM0012:\"2 - 3\"|})] public partial Linear", "outputs is -1; it must be at least 1")]
    [TestCase("[SelfAttention(64, 4, Dropout = {|SM0012:1.0|})] public partial SelfAttention", "Dropout is 1.0; it must be at least 0 and less than 1")]
    [TestCase("[LayerNorm(64, Epsilon = {|SM0012:0|})] public partial LayerNorm", "Epsilon is 0.0; it must be greater than 0.0 and finite")]
    public Task SM0012_an_argument_is_out_of_range(string property, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            {{property}} Layer { get; }
        }
        """, message);

    [Test]
    public Task SM0014_two_parts_have_one_key() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Head { get; }
            [Linear(8, 8, Key = {|SM0014:"head"|})] public partial Linear Other { get; }
            [Linear(8, 8, Key = {|SM0014:"a.b"|})] public partial Linear Third { get; }
        }
        """, "The key 'head' cannot be used: another member has it already");

    [Test]
    public Task SM0015_a_record_cannot_be_a_module() => Declared.Finds("""
        [StableModel]
        public partial record {|SM0015:Net|}(int Width)
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """, "Net cannot be expanded: a record cannot derive from a module; make it a class");

    [Test]
    public Task SM0015_a_base_class_that_registers_nothing() => Declared.Finds("""
        public class Base;

        [StableModel]
        public partial class {|SM0015:Net|} : Base
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);

    [Test]
    public Task SM0015_a_base_class_of_ours_is_welcome() => Declared.IsSilent("""
        public abstract class Base : StableModule<Tensor, Tensor>;

        [StableModel]
        public partial class Net : Base
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);

    [Test]
    public Task SM0016_no_layers() => Declared.Finds("""
        [StableModel]
        public partial class {|SM0016:Net|}(int width)
        {
            public int Width => width;
        }
        """);

    [Test]
    public Task SM0017_a_layer_in_a_plain_class() => Declared.Finds("""
        // StableModels is referenced.
        public partial class Net
        {
            [{|SM0017:StableModels.Linear|}(8, 8)] public partial Linear Head { get; }
        }
        """, "Nothing is generated for Head: Net has none of [StableModel], [ResidualBlock] and [Sequence]");

    [Test]
    public Task SM0018_layers_in_two_parts() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear First { get; }
        }

        public partial class Net
        {
            [Linear(8, 8)] public partial Linear {|SM0018:Second|} { get; }
        }
        """);

    [TestCase("public Tensor {|SM0019:forward|}(Tensor x) => x;", "The forward of Net cannot be used: declare it public override")]
    [TestCase("public Tensor {|SM0019:forward|}(Tensor x) => x; public Tensor forward(Tensor x, Tensor y) => x;", "The forward of Net cannot be used: declare it public override")]
    [TestCase("public override Tensor {|SM0019:forward|}() => null!;", "The forward of Net cannot be used: it takes between 1 and 6 inputs", "CS0115")]
    [TestCase("public override void {|SM0019:forward|}(Tensor x) { }", "The forward of Net cannot be used: it returns a value; a tuple for several", "CS0115")]
    [TestCase("public override Tensor {|SM0019:forward|}(ref Tensor x) => x;", "The forward of Net cannot be used: its inputs are plain parameters, without ref, in, out or params", "CS0115")]
    public Task SM0019_forward_cannot_be_used(string forward, string message, params string[] ofCompiler) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Head { get; }
            {{forward}}
        }
        """, message, ofCompiler);

    [Test]
    public Task SM0019_own_forwards_with_masks_and_tuples_are_fine() => Declared.IsSilent("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear First { get; }
            [Linear(9, 8)] public partial Linear Second { get; }
            public override (Tensor Output, Tensor? Mask) forward(Tensor x, Tensor? mask) => (First.call(x), mask);
        }
        """);

    [Test]
    public Task SM0020_blocks_with_an_auxiliary_loss_cannot_be_recomputed() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Stack(4, Recompute = {|SM0020:true|})] public partial ModuleList<Experts> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Experts(int width)
        {
            [Layer] public partial Inner Part { get; }
        }

        [Sequence]
        public partial class Inner(int width)
        {
            [MixtureOfExperts(nameof(width), nameof(width), 4)] public partial MixtureOfExperts Moe { get; }
        }
        """, "The blocks of Blocks have an auxiliary loss, whose gradient exists only while their graph does, so they cannot be recomputed: remove Recompute = true, or set the losses' coefficients to 0");

    [Test]
    public Task SM0020_experts_without_losses_can_be_recomputed() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Stack(4, Recompute = true)] public partial ModuleList<Experts> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Experts(int width)
        {
            [MixtureOfExperts(nameof(width), nameof(width), 4, ZLoss = 0, BalanceLoss = 0)] public partial MixtureOfExperts Moe { get; }
        }
        """);

    [Test]
    public Task SM0020_T_Fixup_has_no_norms() => Declared.Finds("""
        [{|SM0020:ResidualBlock|}(Scale = ResidualScale.TFixup)]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), nameof(width))] public partial FeedForward Mlp { get; }
        }
        """, "T-Fixup does without norms: write Norm = NormPlacement.None beside Scale = ResidualScale.TFixup");

    [Test]
    public Task SM0020_T_Fixup_is_for_transformers() => Declared.Finds("""
        [{|SM0020:ResidualBlock|}(Norm = NormPlacement.None, Scale = ResidualScale.TFixup)]
        public partial class Block(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
        }
        """, "T-Fixup has laws for [SelfAttention], [CrossAttention] and [FeedForward] alone: choose another Scale for other branches");

    [Test]
    public Task SM0020_both_attributes() => Declared.Finds("""
        [StableModel, ResidualBlock]
        public partial class {|SM0020:Net|}
        {
            [Linear(8, 8)] public partial Linear Head { get; }
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
}
