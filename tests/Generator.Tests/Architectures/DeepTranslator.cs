using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>An encoder-decoder with DeepNorm: the encoder's constants depend on both depths, the decoder's on its own.</summary>
[StableModel]
public partial class DeepTranslator(int width, int heads, int encoderDepth, int decoderDepth)
{
    [Stack(nameof(encoderDepth))] public partial ModuleList<DeepEncoderBlock> Encoder { get; }

    [Stack(nameof(decoderDepth))] public partial ModuleList<DeepDecoderBlock> Decoder { get; }

    public override Tensor forward(Tensor source, Tensor target)
    {
        using var scope = NewDisposeScope();
        foreach (var block in Encoder)
        {
            source = block.call(source);
        }

        foreach (var block in Decoder)
        {
            target = block.call(target, source);
        }

        return target.MoveToOuterDisposeScope();
    }
}

/// <inheritdoc cref="DeepTranslator"/>
[ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm, DecoderLayers = nameof(decoderDepth))]
public partial class DeepEncoderBlock(int width, int heads, int decoderDepth)
{
    [SelfAttention(nameof(width), nameof(heads))] public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width")] public partial Layers.FeedForward Mlp { get; }
}

/// <inheritdoc cref="DeepTranslator"/>
[ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm)]
public partial class DeepDecoderBlock(int width, int heads)
{
    [Branch, SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial Layers.SelfAttention Attention { get; }

    [LayerNorm(nameof(width))] public partial LayerNorm AttentionNorm { get; }

    [Branch, CrossAttention(nameof(width), nameof(heads))] public partial Layers.CrossAttention Cross { get; }

    [LayerNorm(nameof(width))] public partial LayerNorm CrossNorm { get; }

    [Branch, FeedForward(nameof(width), "2 * width")] public partial Layers.FeedForward Mlp { get; }

    [LayerNorm(nameof(width))] public partial LayerNorm MlpNorm { get; }

    public override Tensor forward(Tensor input, Tensor memory)
    {
        using var scope = NewDisposeScope();
        var x = AttentionNorm.call(ShortcutScale * input + Attention.call(input));
        x = CrossNorm.call(ShortcutScale * x + Cross.call(x, memory));
        return MlpNorm.call(ShortcutScale * x + Mlp.call(x)).MoveToOuterDisposeScope();
    }
}
