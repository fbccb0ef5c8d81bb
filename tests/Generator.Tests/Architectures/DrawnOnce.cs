using StableModels.Layers;
using TorchSharp.Modules;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Everything with weights in it is a layer of this library: what is drawn, is drawn by it.</summary>
[StableModel]
internal sealed partial class DrawnTower(int width, int depth)
{
    [LearnedPositions(8, nameof(width))] public partial LearnedPositions Positions { get; }

    [Stack(nameof(depth))] public partial ModuleList<DrawnBlock> Blocks { get; }

    [Layer] public partial DrawnBlock Last { get; }
}

[ResidualBlock]
internal sealed partial class DrawnBlock(int width)
{
    [SelfAttention(nameof(width), 2)] public partial SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.SwiGlu)] public partial FeedForward Mlp { get; }

    [MixtureOfExperts(nameof(width), nameof(width), 3)] public partial MixtureOfExperts Experts { get; }
}

/// <summary>A block that makes another of its own class, which no declaration knows.</summary>
[StableModel]
internal sealed partial class NestingTower(int width, int depth)
{
    [Stack(nameof(depth))] public partial ModuleList<NestingBlock> Blocks { get; }
}

[ResidualBlock]
internal sealed partial class NestingBlock(int width, bool makes = true)
{
    public NestingBlock? Other { get; } = makes ? new NestingBlock(width, makes: false) : null;

    [FeedForward(nameof(width), nameof(width))] public partial FeedForward Mlp { get; }
}

/// <summary>A model that draws itself, and leaves its blocks as they are.</summary>
[StableModel]
internal sealed partial class OwnReset(int width, int depth)
{
    [Stack(nameof(depth))] public partial ModuleList<DrawnBlock> Blocks { get; }

    [FeedForward(nameof(width), nameof(width))] public partial FeedForward Mlp { get; }

    public override void reset_parameters()
    {
    }
}
