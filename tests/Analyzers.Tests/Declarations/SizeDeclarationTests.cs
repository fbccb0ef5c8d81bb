namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0003 to SM0008 and SM0012: sizes and other numbers: flagged at the exact token with its message, and not flagged beside it.</summary>
[TestFixture]
public sealed class SizeDeclarationTests
{
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
        """, "Second takes 128 features, but First gives 256 features");

    [Test]
    public Task SM0005_symbolic_widths_do_not_meet() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), "4 * width")] public partial Linear First { get; }
            [LayerNorm({|SM0005:"3 * width"|})] public partial LayerNorm Second { get; }
        }
        """, "Second takes '3 * width' features, but First gives '4 * width' features");

    [Test]
    public Task SM0005_an_embedding_takes_tokens() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 8)] public partial Linear First { get; }
            [{|SM0005:Embedding|}(100, 8)] public partial Embedding Second { get; }
        }
        """, "Second takes integer tokens, but First gives 8 features");

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
        """, "Blocks takes 'width' features, but Tokens gives '2 * width' features");

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
        """, "The residual branch Wide gives '2 * width' features, which cannot be added to the 'width' features on the way around it: let Wide give 'width' features, or lead the stream past it through a layer with [Shortcut] that gives '2 * width' features");

    // Every member would be a branch of its own, and each of the two projections at fault: said once, with what is missing.
    [Test]
    public Task SM0007_branches_of_several_members_want_their_marks() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block(int width)
        {
            [SelfAttention(nameof(width), 4)] public partial SelfAttention Attention { get; }
            [{|SM0007:Linear|}(nameof(width), "4 * width")] public partial Linear Up { get; } // Of a StableModel.
            [Activation(Activation.Gelu)] public partial ActivationLayer Act { get; }
            [Linear("4 * width", nameof(width))] public partial Linear Down { get; }
        }
        """, "The residual branch Up gives '4 * width' features, which cannot be added to the 'width' features on the way around it: write [Branch] on the first member of every branch; Up begins one that ends with Down");

    [Test]
    public Task SM0007_with_a_shortcut() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block(int width)
        {
            [Branch, {|SM0007:Linear|}(nameof(width), "2 * width")] public partial Linear Wide { get; }
            [Shortcut, Linear(nameof(width), "3 * width")] public partial Linear Around { get; }
        }
        """, "The residual branch Wide gives '2 * width' features, which cannot be added to the '3 * width' features on the way around it: let Wide and Around give the same");

    [Test]
    public Task SM0007_one_of_several() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block(int width)
        {
            [{|SM0007:Linear|}(nameof(width), "2 * width")] public partial Linear Wide { get; }
            [FeedForward("2 * width", 64)] public partial FeedForward Mlp { get; }
        }
        """, "The residual branch Wide gives '2 * width' features, which cannot be added to the 'width' features on the way around it: let Wide give 'width' features");

    // What a class asks of its constructor's numbers is asked where they are given: at compile time, where they are known there.
    [TestCase("[Stack(2, Args = {|SM0006:new[] { \"width: 130\", \"heads: 4\" }|})]", "ModuleList<Block>", "width of Block = 130 is not divisible by heads of Block = 4")]
    [TestCase("[Stack(2, Args = {|SM0006:new[] { \"width: 130\" }|})]", "ModuleList<Block>", "width of Block = 130 is not divisible by heads of Block = 4")]
    [TestCase("[Layer(Args = {|SM0012:new[] { \"width: 128\", \"heads: 0\" }|})]", "Block", "heads of Block is 0; it must be at least 1")]
    [TestCase("[Layer(Args = {|SM0012:new[] { \"width: 128\", \"rate: 1.0\" }|})]", "Block", "rate of Block is 1.0; it must be at least 0 and less than 1")]
    [TestCase("[Layer(Args = {|SM0012:new[] { \"width: 128\", \"window: 3\", \"padding: 2\" }|})]", "Block", "padding of Block is 2; it must be at most window / 2 of Block = 1")]
    public Task What_a_class_asks_is_asked_where_it_is_made(string attribute, string type, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            {{attribute}} public partial {{type}} Only { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads = 4, double rate = 0, int window = 4, int padding = 0)
        {
            [Branch, SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
            [Dropout(nameof(rate))] public partial Dropout Drop { get; }
            [Branch, Layer] public partial Windows Windows { get; }
        }

        [Sequence]
        public partial class Windows(int window, int padding)
        {
            [MaxPool1d(nameof(window), Stride = 1, Padding = nameof(padding))] public partial MaxPool1d Pool { get; }

            public override Tensor forward(Tensor x) => Pool.call(x);
        }
        """, message);

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

    // Whatever the parameters are given.
    [TestCase("[ConvTranspose1d(4, 4, 3, Stride = nameof(width), OutputPadding = {|SM0012:nameof(width)|})] public partial ConvTranspose1d", "OutputPadding is width; it must be less than Stride or Dilation")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = {|SM0012:nameof(width)|})] public partial Embedding", "PaddingIndex is width; it must be less than the width tokens there are")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = {|SM0012:-2|})] public partial Embedding", "PaddingIndex is -2; it must be at least 0")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = {|SM0004:0.5|})] public partial Embedding", "'0.5' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("[MixtureOfExperts(8, 8, nameof(width), TopK = {|SM0012:\"width + 1\"|})] public partial MixtureOfExperts", "TopK is 1 + width; it must be at most the width experts there are")]
    [TestCase("[{|SM0012:MixtureOfExperts|}(8, 8, 1)] public partial MixtureOfExperts", "TopK is 2; it must be at most the 1 experts there are")]
    [TestCase("[MixtureOfExperts(8, 8, 4, TopK = {|SM0003:\"tpoK\"|})] public partial MixtureOfExperts", "'tpoK' is neither a constructor parameter nor a constant of the class; known are: width")]
    [TestCase("[SinusoidalPositions({|SM0012:7|})] public partial SinusoidalPositions", "width is 7; it must be even: sines and cosines come in pairs")]
    public Task SM0012_a_number_that_never_is_right(string property, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width)
        {
            {{property}} Only { get; }
        }
        """, message);

    [Test]
    public Task SM0012_a_number_that_a_part_is_given_beside_others() => Declared.Finds("""
        [StableModel]
        public partial class Net(int stride)
        {
            [Layer(Args = new[] { "stride: 2", "added: 1" })] public partial Part Right { get; }
            [Layer(Args = {|SM0012:new[] { "stride: 2", "added: 2" }|})] public partial Part Wrong { get; }
            [Layer(Args = {|SM0012:new[] { "added: stride" }|})] public partial Part Same { get; }
        }

        [Sequence]
        public partial class Part(int stride, int added)
        {
            [ConvTranspose1d(4, 4, 3, Stride = nameof(stride), OutputPadding = nameof(added))] public partial ConvTranspose1d Only { get; }
        }
        """, "added of Part is 2; it must be less than stride of Part = 2");

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
}
