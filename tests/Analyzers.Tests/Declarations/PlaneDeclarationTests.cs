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
