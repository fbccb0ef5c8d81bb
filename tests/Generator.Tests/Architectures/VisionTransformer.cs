using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A vision Transformer (Dosovitskiy et al. 2021), with the mean over the patches in the place of a class token.</summary>
[StableModel]
[AdamW(LearningRate = 5e-3), Warmup(20), CosineDecay, ClipNorm(1.0)]
public partial class VisionTransformer(int patch, int patches, int width, int heads, int depth, int classes)
{
    [PatchEmbedding(3, nameof(width), nameof(patch))]
    public partial Layers.PatchEmbedding Patches { get; }

    [LearnedPositions(nameof(patches), nameof(width))]
    public partial Layers.LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<VisionBlock> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [MeanPooling]
    public partial Layers.MeanPooling Mean { get; }

    [Linear(nameof(width), nameof(classes))]
    public partial Linear Head { get; }
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

public sealed class HandVisionTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly HandPositions positions;
    private readonly ModuleList<HandVisionBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public HandVisionTransformer(int patch, int count, int width, int heads, int depth, int classes)
        : base(nameof(HandVisionTransformer))
    {
        patches = nn.Conv2d(3, width, patch, stride: patch);
        positions = new HandPositions(count, width);
        blocks = new ModuleList<HandVisionBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandVisionBlock(width, heads))]);
        norm = nn.LayerNorm(width);
        head = nn.Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = positions.call(patches.call(input).flatten(2).transpose(1, 2));
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return head.call(norm.call(x).mean([1L]));
    }
}

public sealed class HandVisionBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm attention_norm;
    private readonly HandAttention attention;
    private readonly LayerNorm mlp_norm;
    private readonly HandMlp mlp;

    public HandVisionBlock(int width, int heads)
        : base(nameof(HandVisionBlock))
    {
        attention_norm = nn.LayerNorm(width);
        attention = new HandAttention(width, heads, causal: false);
        mlp_norm = nn.LayerNorm(width);
        mlp = new HandMlp(width, 2 * width, static x => F.relu(x));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input + attention.call(attention_norm.call(input));
        return x + mlp.call(mlp_norm.call(x));
    }
}
