namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>Planes, patches and strides: what is followed and what is refused.</summary>
[TestFixture]
public sealed class PlaneDeclarationTests
{
    [Test]
    public Task A_vision_transformer_needs_no_forward_of_its_own() => Declared.IsSilent("""
        [StableModel]
        public partial class Vit(int patch, int patches, int width, int heads, int depth, int classes)
        {
            [PatchEmbedding(3, nameof(width), nameof(patch))] public partial PatchEmbedding Patches { get; }
            [LearnedPositions(nameof(patches), nameof(width))] public partial LearnedPositions Positions { get; }
            [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
            [MeanPooling] public partial MeanPooling Mean { get; }
            [Linear(nameof(width), nameof(classes))] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), "4 * width")] public partial FeedForward Mlp { get; }
        }
        """);

    [Test]
    public Task SM0006_planes_of_broken_patches() => Declared.Finds("""
        [Sequence]
        public partial class Net
        {
            [Conv2d(3, 8, 1)] public partial Conv2d Stem { get; }
            [AdaptiveAvgPool2d(14)] public partial AdaptiveAvgPool2d Pool { get; }
            [PatchEmbedding(8, 64, {|SM0006:4|})] public partial PatchEmbedding Patches { get; }
        }

        [StableModel]
        public partial class All
        {
            [Layer] public partial Net Only { get; }
        }
        """, "the side of the planes = 14 is not divisible by patch = 4");

    [Test]
    public Task SM0005_patches_take_planes_and_a_sequence_does_not_follow_planes() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Conv2d(3, 8, 1)] public partial Conv2d Stem { get; }
            [PatchEmbedding({|SM0005:3|}, 64, 4)] public partial PatchEmbedding Patches { get; }
            [{|SM0005:MaxPool2d|}(2)] public partial MaxPool2d Pool { get; }
        }
        """, "Patches takes 3 channels over 2 dimensions, but Stem gives 8 channels over 2 dimensions");

    [TestCase("2.5", "SM0004", "'2.5' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("null!", "SM0004", "'null' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("\"step\"", "SM0003", "'step' is neither a constructor parameter nor a constant of the class; known are: patch")]
    [TestCase("0", "SM0012", "Stride is 0; it must be at least 1")]
    public Task SM0004_a_stride_that_is_none(string stride, string rule, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int patch)
        {
            [AdaptiveAvgPool2d(8)] public partial AdaptiveAvgPool2d Pool { get; }
            [Conv2d(3, 8, nameof(patch), Stride = {|{{rule}}:{{stride}}|})] public partial Conv2d Stem { get; }
        }
        """, message);

    [TestCase("[MaxPool1d(3, Padding = {|SM0012:2|})] public partial MaxPool1d", "Padding is 2; it must be at most half the kernel of 3")]
    [TestCase("[MaxPool2d(3, Padding = {|SM0012:\"1 + 1\"|}, Dilation = 2)] public partial MaxPool2d", "Padding is 2; it must be at most half the kernel of 3")]
    [TestCase("[MaxPool3d(1, Padding = {|SM0012:1|})] public partial MaxPool3d", "Padding is 1; it must be at most half the kernel of 1")]
    [TestCase("[AvgPool1d(5, Padding = {|SM0012:3|})] public partial AvgPool1d", "Padding is 3; it must be at most half the kernel of 5")]
    [TestCase("[AvgPool2d(2, Padding = {|SM0012:2|})] public partial AvgPool2d", "Padding is 2; it must be at most half the kernel of 2")]
    [TestCase("[AvgPool3d(2, Padding = {|SM0012:-1|})] public partial AvgPool3d", "Padding is -1; it must be at least 0")]
    [TestCase("[MaxPool1d(2, Dilation = {|SM0012:0|})] public partial MaxPool1d", "Dilation is 0; it must be at least 1")]
    [TestCase("[MaxPool1d({|SM0003:\"kernel\"|})] public partial MaxPool1d", "'kernel' is neither a constructor parameter nor a constant of the class; known are: none: the class has no primary constructor with parameters")]
    [TestCase("[ConvTranspose1d(4, 4, 3, Stride = 2, OutputPadding = {|SM0012:2|})] public partial ConvTranspose1d", "OutputPadding is 2; it must be less than Stride or Dilation")]
    [TestCase("[Conv1d(4, 6, 3, Groups = {|SM0006:\"1 + 2\"|})] public partial Conv1d", "inputs = 4 is not divisible by Groups = 3")]
    [TestCase("[Conv1d(4, 4, 3, Groups = {|SM0004:1.5|})] public partial Conv1d", "'1.5' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("[SelfAttention(64, 8, KeyValueHeads = {|SM0006:3|})] public partial SelfAttention", "heads = 8 is not divisible by KeyValueHeads = 3")]
    [TestCase("[SelfAttention(64, 8, KeyValueHeads = {|SM0012:-2|})] public partial SelfAttention", "KeyValueHeads is -2; it must be at least 0")]
    public Task Settings_of_a_layer_are_sizes(string layer, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            {{layer}} Only { get; }
        }
        """, message);

    // Of a plane that nobody has said the size of it is tried whether there is one that fits.
    [TestCase("[{|SM0007:Conv2d|}(8, 8, 3)] public partial Conv2d", "The residual branch Only gives 8 channels of 30 x 30, which cannot be added to the 8 channels of 32 x 32 on the way around it: let Only give 8 channels of 32 x 32, or lead the stream past it through a layer with [Shortcut] that gives 8 channels of 30 x 30 (in planes of 32, say)")]
    [TestCase("[{|SM0007:Conv2d|}(8, 8, 3, Stride = 2, Padding = 1)] public partial Conv2d", "The residual branch Only gives 8 channels of 16 x 16, which cannot be added to the 8 channels of 32 x 32 on the way around it: let Only give 8 channels of 32 x 32, or lead the stream past it through a layer with [Shortcut] that gives 8 channels of 16 x 16 (in planes of 32, say)")]
    [TestCase("[{|SM0007:MaxPool1d|}(2)] public partial MaxPool1d", null)]
    [TestCase("[{|SM0007:Upsample|}(2)] public partial Upsample", null)]
    public Task SM0007_a_branch_changes_the_plane(string layer, string? message) => Declared.Finds($$"""
        [ResidualBlock]
        public partial class Net
        {
            {{layer}} Only { get; }
        }
        [StableModel] public partial class Holder { [Layer] public partial Net Net { get; } }
        """, message);

    [TestCase("[Conv2d(8, 8, 3, Padding = 1)] public partial Conv2d A { get; } [Conv2d(8, 8, 3, Padding = 2, Dilation = 2)] public partial Conv2d B { get; }")]
    [TestCase("[Conv2d(8, 8, nameof(kernel), Padding = \"kernel / 2\")] public partial Conv2d A { get; }")]
    [TestCase("[Conv2d(8, 8, 3, Stride = nameof(kernel), Padding = 1)] public partial Conv2d A { get; }")]
    [TestCase("[Branch, MaxPool2d(2)] public partial MaxPool2d A { get; } [Upsample(2)] public partial Upsample B { get; }")]
    [TestCase("[Branch, Conv2d(8, 4, 3, Stride = 2, Padding = 1)] public partial Conv2d A { get; } [Shortcut, Conv2d(8, 4, 1, Stride = 2)] public partial Conv2d B { get; }")]
    [TestCase("[Branch, AdaptiveAvgPool2d(7)] public partial AdaptiveAvgPool2d A { get; } [Conv2d(8, 8, 1)] public partial Conv2d B { get; }")]
    [TestCase("[Branch, GroupNorm(2, 8)] public partial GroupNorm N { get; } [Conv2d(8, 8, 3, Padding = 1)] public partial Conv2d B { get; }")]
    public Task A_branch_that_may_fit_its_planes_is_fine(string members) => Declared.IsSilent($$"""
        [ResidualBlock]
        public partial class Net(int kernel)
        {
            public int Kernel => kernel;
            {{members}}
        }
        [StableModel] public partial class Holder(int kernel) { [Layer] public partial Net Net { get; } }
        """);

    [TestCase("[AdaptiveAvgPool2d(3)] public partial AdaptiveAvgPool2d Pool { get; } [Conv2d(3, 8, {|SM0020:5|})] public partial Conv2d Only { get; }", "The kernel of Only spans 5 places, but what comes in has 3 with its padding: make the kernel smaller or the padding larger")]
    [TestCase("[AdaptiveAvgPool1d(3)] public partial AdaptiveAvgPool1d Pool { get; } [Conv1d(3, 8, {|SM0020:4|}, Stride = 2)] public partial Conv1d Only { get; }", "The kernel of Only spans 4 places, but what comes in has 3 with its padding: make the kernel smaller or the padding larger")]
    [TestCase("[AdaptiveAvgPool2d(1)] public partial AdaptiveAvgPool2d Pool { get; } [MaxPool2d({|SM0020:2|})] public partial MaxPool2d Only { get; }", "The kernel of Only spans 2 places, but what comes in has 1 with its padding: make the kernel smaller or the padding larger")]
    [TestCase("[AdaptiveAvgPool2d(1)] public partial AdaptiveAvgPool2d Pool { get; } [ConvTranspose2d(3, 8, 3, Padding = {|SM0020:2|})] public partial ConvTranspose2d Only { get; }", "The padding of Only leaves nothing of what its kernel makes of 1: make it smaller")]
    public Task SM0020_a_window_that_is_larger_than_what_it_slides_over(string members, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            {{members}}
        }
        """, message);

    [Test]
    public Task A_window_that_just_fits_is_fine() => Declared.IsSilent("""
        [StableModel]
        public partial class Net
        {
            [AdaptiveAvgPool2d(3)] public partial AdaptiveAvgPool2d Pool { get; }
            [Conv2d(3, 8, 5, Padding = 1, Stride = 2)] public partial Conv2d First { get; }
            [Conv2d(8, 8, 2, Padding = 1, Dilation = 2)] public partial Conv2d Second { get; }
            [ConvTranspose2d(8, 8, 3, Padding = 1)] public partial ConvTranspose2d Third { get; }
            [Flatten] public partial Flatten Flat { get; }
            [Linear(8, 2)] public partial Linear Head { get; }
        }
        """);

    // floor((28 + 2 - 2 * 2 - 1) / 2) + 1 = 13, squared and times 8.
    [Test]
    public Task SM0005_settings_count_in_what_goes_on() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width, int dilation)
        {
            [AdaptiveAvgPool2d(28)] public partial AdaptiveAvgPool2d Size { get; }
            [Conv2d(8, 8, 1, Groups = "2 * 4")] public partial Conv2d Stem { get; }
            [MaxPool2d(3, Stride = 2, Padding = 1, Dilation = 2)] public partial MaxPool2d Pool { get; }
            [Flatten] public partial Flatten Flat { get; }
            [Linear({|SM0005:1000|}, nameof(width))] public partial Linear Mix { get; }
        }
        """, "Mix takes 1000 features, but Flat gives 1352 features");

    [Test]
    public Task Settings_of_equal_value_meet() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width, int dilation, int groups)
        {
            [AdaptiveAvgPool1d(9)] public partial AdaptiveAvgPool1d Size { get; }
            [Conv1d("groups * width", "width * groups", 3, Padding = nameof(dilation), Dilation = nameof(dilation), Groups = nameof(groups))] public partial Conv1d Mix { get; }
            [Flatten] public partial Flatten Flat { get; }
            [Linear("width * groups * 9", 10)] public partial Linear Head { get; }
        }
        """);

    [Test]
    public Task Extents_stand_in_the_message_where_they_are_known() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Conv2d(3, 8, 1)] public partial Conv2d Stem { get; }
            [AdaptiveAvgPool2d(4)] public partial AdaptiveAvgPool2d Pool { get; }
            [LearnedPositions(9, {|SM0005:8|})] public partial LearnedPositions Positions { get; }
        }
        """, "Positions takes 8 features, but Pool gives 8 channels of 4 x 4");

    [Test]
    public Task Sizes_that_no_tensor_has_are_an_error_and_no_crash() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Conv2d(3, long.MaxValue, 1)] public partial Conv2d Stem { get; }
            [AdaptiveAvgPool2d(int.MaxValue)] public partial AdaptiveAvgPool2d Pool { get; }
            [{|SM0020:Flatten|}] public partial Flatten Flat { get; }
        }
        """, "The sizes that Flat gives do not fit in 64 bits");
}
