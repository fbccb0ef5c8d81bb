using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Dilated convolutions over time with residual branches, depthwise and pointwise.</summary>
[StableModel]
public partial class TemporalConvolution(int inputs, int channels, int classes)
{
    [Conv1d(nameof(inputs), nameof(channels), 1)]
    public partial Conv1d Inward { get; }

    [Layer]
    public partial TemporalBlock Block { get; }

    [AdaptiveAvgPool1d(1)]
    public partial AdaptiveAvgPool1d Pool { get; }

    [Flatten]
    public partial Flatten Flat { get; }

    [Linear(nameof(channels), nameof(classes))]
    public partial Linear Head { get; }
}

/// <summary>Its block: one branch of five members.</summary>
[ResidualBlock]
public partial class TemporalBlock(int channels)
{
    [Branch, BatchNorm1d(nameof(channels))]
    public partial BatchNorm1d Norm { get; }

    [Activation(Activation.Silu)]
    public partial Layers.ActivationLayer Act1 { get; }

    [Conv1d(nameof(channels), nameof(channels), 3, Padding = 2, Dilation = 2, Groups = 4)]
    public partial Conv1d Depthwise { get; }

    [Activation(Activation.Elu)]
    public partial Layers.ActivationLayer Act2 { get; }

    [Conv1d(nameof(channels), nameof(channels), 1)]
    public partial Conv1d Pointwise { get; }
}

public sealed class HandTemporalConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Conv1d inward;
    private readonly HandTemporalBlock block;
    private readonly Linear head;

    public HandTemporalConvolution(int inputs, int channels, int classes)
        : base(nameof(HandTemporalConvolution))
    {
        inward = nn.Conv1d(inputs, channels, 1);
        block = new HandTemporalBlock(channels);
        head = nn.Linear(channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(F.adaptive_avg_pool1d(block.call(inward.call(input)), 1).flatten(1));
}

public sealed class HandTemporalBlock : nn.Module<Tensor, Tensor>
{
    private readonly BatchNorm1d norm;
    private readonly Conv1d depthwise;
    private readonly Conv1d pointwise;

    public HandTemporalBlock(int channels)
        : base(nameof(HandTemporalBlock))
    {
        norm = nn.BatchNorm1d(channels);
        depthwise = nn.Conv1d(channels, channels, 3, padding: 2, dilation: 2, groups: 4);
        pointwise = nn.Conv1d(channels, channels, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + pointwise.call(F.elu(depthwise.call(F.silu(norm.call(input))), 1.0));
}
