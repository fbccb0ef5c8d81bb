using StableModels;
using StableModels.Layers;
using TorchSharp.Modules;

namespace Adder;

/// <summary>
/// The same network at the same size and learning rate with what stabilises it taken away: Post-LN, no warm-up, no clipping.
/// The build warns about the last two, and of Post-LN in stacks deeper than these four blocks; training shows why.
/// </summary>
[StableModel]
[AdamW(LearningRate = 3e-3, WeightDecay = 0.1)]
[CosineDecay(Final = 0.1)]
public partial class UnstableAdderGpt(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [LearnedPositions(nameof(context), nameof(width))]
    public partial LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<PostNormBlock> Blocks { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }
}

/// <summary>The block of the original Transformer: the norm sits on the residual path.</summary>
[ResidualBlock(Norm = NormPlacement.Post)]
public partial class PostNormBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true)]
    public partial SelfAttention Attention { get; }

    [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]
    public partial FeedForward Mlp { get; }
}
