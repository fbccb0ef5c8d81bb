using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Peri-LN: norms around every branch, on the embedding and at the end.</summary>
[StableModel]
public partial class PeriGpt(int vocabulary, int width, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]  public partial Embedding Tokens { get; }
    [Dropout(0)]                                    public partial Dropout Drop { get; }
    [Stack(nameof(depth))]                          public partial ModuleList<PeriBlock> Blocks { get; }
    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens), Bias = true)] public partial Linear Head { get; }
}

/// <inheritdoc cref="PeriGpt"/>
[ResidualBlock(Norm = NormPlacement.Peri, NormKind = NormKind.RmsNorm)]
public partial class PeriBlock(int width)
{
    [FeedForward(nameof(width), $"2 * {nameof(width)}")] public partial Layers.FeedForward Mlp { get; }
}

/// <summary>T-Fixup's encoder.</summary>
[StableModel]
public partial class TFixupEncoder(int vocabulary, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width), PaddingIndex = 0)] public partial Embedding Tokens { get; }
    [Stack(nameof(depth))]                                           public partial ModuleList<TFixupBlock> Blocks { get; }
}

/// <inheritdoc cref="TFixupEncoder"/>
[ResidualBlock(Norm = NormPlacement.None, Scale = ResidualScale.TFixup)]
public partial class TFixupBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads))]        public partial Layers.SelfAttention Attention { get; }
    [FeedForward(nameof(width), $"4 * {nameof(width)}")] public partial Layers.FeedForward Mlp { get; }
}

/// <summary>T-Fixup's decoder.</summary>
[ResidualBlock(Norm = NormPlacement.None, Scale = ResidualScale.TFixup)]
public partial class TFixupDecoderBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial Layers.SelfAttention Attention { get; }
    [CrossAttention(nameof(width), nameof(heads))]               public partial Layers.CrossAttention Cross { get; }
    [FeedForward(nameof(width), $"4 * {nameof(width)}")]         public partial Layers.FeedForward Mlp { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor memory)
    {
        using var scope = NewDisposeScope();
        var x = input + Attention.call(input);
        x = x + Cross.call(x, memory);
        return (x + Mlp.call(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>Fixup's residual network.</summary>
[StableModel]
public partial class FixupNet(int channels, int depth, int classes)
{
    [Conv2d(1, nameof(channels), 3, Padding = 1)]  public partial Conv2d Stem { get; }
    [Stack(nameof(depth))]                         public partial ModuleList<FixupConvBlock> Blocks { get; }
    [AdaptiveAvgPool2d(1)]                         public partial AdaptiveAvgPool2d Pool { get; }
    [Flatten]                                      public partial Flatten Flat { get; }
    [Linear(nameof(channels), nameof(classes))]    public partial Linear Head { get; }
}

/// <inheritdoc cref="FixupNet"/>
[ResidualBlock(Norm = NormPlacement.None, Scale = ResidualScale.Fixup, After = Activation.Relu)]
public partial class FixupConvBlock(int channels)
{
    [Branch, Conv2d(nameof(channels), nameof(channels), 3, Padding = 1, Bias = false)] public partial Conv2d Conv1 { get; }
    [Activation(Activation.Relu)]                                                      public partial Layers.ActivationLayer Act { get; }
    [Conv2d(nameof(channels), nameof(channels), 3, Padding = 1, Bias = false)]         public partial Conv2d Conv2 { get; }
}
