using StableModels.Layers;
using TorchSharp.Modules;

namespace StableModels.Benchmarks;

/// <summary>The GPT that is trained beside PyTorch's (benchmarks/reference/gpt.py): the same wiring, key for key.</summary>
[StableModel]
[AdamW(LearningRate = LearningRate, WeightDecay = WeightDecay)]
[Warmup(WarmupSteps)]
[ClipNorm(1.0)]
public partial class BenchmarkGpt(int vocabulary, int context, int width, int heads, int depth)
{
    public const double LearningRate = 1e-3;
    public const double WeightDecay = 0.1;
    public const int WarmupSteps = 20;

    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [LearnedPositions(nameof(context), nameof(width))]
    public partial LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<BenchmarkBlock> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }
}

/// <summary>A Pre-LN block.</summary>
[ResidualBlock]
public partial class BenchmarkBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true)]
    public partial SelfAttention Attention { get; }

    [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]
    public partial FeedForward Mlp { get; }
}
