using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>Whole generated files, to be read.</summary>
[TestFixture]
public sealed class SnapshotTests
{
    private const string Example = """
        namespace Adder;

        /// <summary>Adds.</summary>
        [StableModel]
        [AdamW(LearningRate = 3e-3, WeightDecay = 0.1)]
        [Warmup(100), CosineDecay(Final = 0.1)]
        [ClipNorm(1.0)]
        public partial class AdderGpt(int vocabulary, int context, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))]        public partial Embedding Tokens { get; }
            [LearnedPositions(nameof(context), nameof(width))]    public partial LearnedPositions Positions { get; }
            [Stack(nameof(depth))]                                public partial ModuleList<Block> Blocks { get; }
            [LayerNorm(nameof(width))]                            public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }

        /// <summary>A block.</summary>
        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)]          public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)] public partial FeedForward Mlp { get; }
        }
        """;

    [Test]
    public async Task The_example_of_the_design()
    {
        var generation = Generation.Of(Example);
        generation.AssertClean();
        await Snapshot.Matches(generation, "SnapshotTests.The_example_of_the_design");
    }

    [Test]
    public async Task A_residual_network()
    {
        var generation = Generation.Of("""
            namespace Vision;

            /// <summary>Two convolutions and a way around them.</summary>
            [ResidualBlock(After = Activation.Relu)]
            public partial class Downsample(int inputs, int outputs)
            {
                [Shortcut, Conv2d(nameof(inputs), nameof(outputs), 1, Stride = 2, Bias = false)] public partial Conv2d Skip { get; }

                [Branch, Conv2d(nameof(inputs), nameof(outputs), 3, Stride = 2, Padding = 1, Bias = false)] public partial Conv2d Conv1 { get; }
                [BatchNorm2d(nameof(outputs))]                                                              public partial BatchNorm2d Norm1 { get; }
                [Activation(Activation.Relu)]                                                               public partial ActivationLayer Act { get; }
                [Conv2d(nameof(outputs), nameof(outputs), 3, Padding = 1, Bias = false)]                    public partial Conv2d Conv2 { get; }
                [BatchNorm2d(nameof(outputs))]                                                              public partial BatchNorm2d Norm2 { get; }
            }
            """);
        generation.AssertClean();
        await Snapshot.Matches(generation, "SnapshotTests.A_residual_network");
    }

    [Test]
    public async Task The_example_in_mixed_precision()
    {
        var generation = Generation.Of(Example.Replace("[ClipNorm(1.0)]", "[ClipNorm(1.0), MixedPrecision(HalfType.BFloat16)]", StringComparison.Ordinal));
        generation.AssertClean();
        await Snapshot.Matches(generation, "SnapshotTests.The_example_in_mixed_precision");
    }
}
