using StableModels;
using StableModels.Layers;
using TorchSharp.Modules;

namespace NativeAot;

/// <summary>Says on which of two spirals a point of the plane lies.</summary>
[StableModel]
[AdamW(LearningRate = 1e-2)]
[Warmup(10), CosineDecay(Final = 0.1)]
[ClipNorm(1.0)]
public partial class SpiralClassifier(int width, int depth)
{
    [Linear(2, nameof(width))]
    public partial Linear Inward { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<SpiralBlock> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [Linear(nameof(width), 2)]
    public partial Linear Outward { get; }
}

/// <summary>One residual block of it.</summary>
[ResidualBlock]
public partial class SpiralBlock(int width)
{
    [FeedForward(nameof(width), "2 * width", Activation.Gelu)]
    public partial FeedForward Mlp { get; }
}
