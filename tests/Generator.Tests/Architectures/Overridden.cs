using StableModels.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Laws of the user's own on layers with several weights.</summary>
[StableModel]
internal sealed partial class Overridden(int width, int depth)
{
    [Stack(nameof(depth))] public partial ModuleList<OverriddenBlock> Blocks { get; }

    [Init(InitialDistribution.Normal, Value = 0.3)]
    [Lstm(nameof(width), nameof(width))] public partial LSTM Memory { get; }

    [Init(InitialDistribution.TruncatedNormal, Value = 0.2)]
    [FeedForward(nameof(width), nameof(width))] public partial FeedForward Last { get; }
}

[ResidualBlock]
internal sealed partial class OverriddenBlock(int width)
{
    [Init(InitialDistribution.Normal, Value = 0.02)]
    [Branch, SelfAttention(nameof(width), 4)] public partial SelfAttention Attention { get; }

    [Init(InitialDistribution.XavierUniform, Gain = 2, DepthScaled = false)]
    [Branch, FeedForward(nameof(width), "2 * width", Activation.SwiGlu)] public partial FeedForward Mlp { get; }

    [Init(InitialDistribution.HeNormal, Gain = 0.5)]
    [Branch, MixtureOfExperts(nameof(width), "2 * width", 3)] public partial MixtureOfExperts Experts { get; }

    [Init(InitialDistribution.Normal, Value = 0.05)]
    [Branch, Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
}

/// <summary>The same on attention to a memory, in a forward by hand.</summary>
[ResidualBlock]
internal sealed partial class OverriddenCross(int width)
{
    [Init(InitialDistribution.LeCunUniform)]
    [CrossAttention(nameof(width), 4)] public partial CrossAttention Cross { get; }

    public override Tensor forward(Tensor input, Tensor memory) => input + Cross.call(input, memory);
}
