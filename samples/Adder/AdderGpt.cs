using StableModels;
using StableModels.Layers;
using TorchSharp.Modules;

namespace Adder;

/// <summary>A GPT that learns to add from characters: Pre-LN blocks, a tied head, warm-up, clipping.</summary>
[StableModel]
[AdamW(LearningRate = 3e-3, WeightDecay = 0.1)]
[Warmup(100), CosineDecay(Final = 0.1)]
[ClipNorm(1.0)]
public partial class AdderGpt(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [LearnedPositions(nameof(context), nameof(width))]
    public partial LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<Block> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }
}

/// <summary>One transformer block. Pre-LN unless said otherwise.</summary>
[ResidualBlock]
public partial class Block(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true)]
    public partial SelfAttention Attention { get; }

    [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]
    public partial FeedForward Mlp { get; }
}
