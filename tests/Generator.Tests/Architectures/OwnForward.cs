using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A vision Transformer: the patches become a sequence in a forward of its own.</summary>
[StableModel]
public partial class VisionTransformer(int patch, int patches, int width, int heads, int depth, int classes)
{
    // A kernel is a constant or a size like any other.
    [Linear("3 * patch * patch", nameof(width))]
    public partial Linear Patches { get; }

    [LearnedPositions(nameof(patches), nameof(width))]
    public partial Layers.LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<VisionBlock> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [Linear(nameof(width), nameof(classes))]
    public partial Linear Head { get; }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (n, side) = (input.shape[0], input.shape[2] / patch);
        var x = input.view(n, 3, side, patch, side, patch).permute(0, 2, 4, 1, 3, 5).reshape(n, side * side, 3 * patch * patch);
        x = Positions.call(Patches.call(x));
        foreach (var block in Blocks)
        {
            x = block.call(x);
        }

        return Head.call(Norm.call(x).mean([1L])).MoveToOuterDisposeScope();
    }
}

/// <summary>Its block: not causal.</summary>
[ResidualBlock]
public partial class VisionBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>An encoder and a decoder that looks at it; the mask says which source tokens count.</summary>
[StableModel]
public partial class Translator(int vocabulary, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<VisionBlock> Encoder { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<DecoderBlock> Decoder { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }

    public override (Tensor Logits, Tensor Memory) forward(Tensor source, Tensor target)
    {
        using var scope = NewDisposeScope();
        var memory = Tokens.call(source);
        foreach (var block in Encoder)
        {
            memory = block.call(memory);
        }

        var x = Tokens.call(target);
        foreach (var block in Decoder)
        {
            x = block.call(x, memory);
        }

        return (F.linear(x, Tokens.weight!).MoveToOuterDisposeScope(), memory.MoveToOuterDisposeScope());
    }
}

/// <summary>Its decoder's block: three branches of two inputs.</summary>
[ResidualBlock]
public partial class DecoderBlock(int width, int heads)
{
    [LayerNorm(nameof(width))]
    public partial LayerNorm AttentionNorm { get; }

    [SelfAttention(nameof(width), nameof(heads), Causal = true)]
    public partial Layers.SelfAttention Attention { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm CrossNorm { get; }

    [CrossAttention(nameof(width), nameof(heads))]
    public partial Layers.CrossAttention Cross { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm MlpNorm { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }

    public override Tensor forward(Tensor input, Tensor memory)
    {
        using var scope = NewDisposeScope();
        var x = input + Attention.call(AttentionNorm.call(input));
        x = x + Cross.call(CrossNorm.call(x), memory);
        x = x + Mlp.call(MlpNorm.call(x));
        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>A diffusion U-Net with one level: noise in, noise out, the time as a second input.</summary>
[StableModel]
public partial class DiffusionUnet(int channels)
{
    [Linear(1, nameof(channels))]
    public partial Linear Time { get; }

    [Conv2d(1, nameof(channels), 3, Padding = 1)]
    public partial Conv2d Inward { get; }

    [GroupNorm(4, nameof(channels))]
    public partial GroupNorm Norm { get; }

    [Conv2d(nameof(channels), "2 * channels", 3, Stride = 2, Padding = 1)]
    public partial Conv2d Down { get; }

    [ConvTranspose2d("2 * channels", nameof(channels), 2, Stride = 2)]
    public partial ConvTranspose2d Up { get; }

    [Conv2d("2 * channels", 1, 3, Padding = 1)]
    public partial Conv2d Outward { get; }

    public override Tensor forward(Tensor input, Tensor time)
    {
        using var scope = NewDisposeScope();
        var skip = F.silu(Norm.call(Inward.call(input) + Time.call(time).unsqueeze(-1).unsqueeze(-1)));
        var up = Up.call(F.silu(Down.call(skip)));
        return Outward.call(cat([skip, up], 1)).MoveToOuterDisposeScope();
    }
}
