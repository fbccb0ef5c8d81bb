using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>norm(a x + f(x)), a from the depth of the stack.</summary>
[ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm)]
public partial class DeepNormBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>x + g norm(f(norm(x))) with RMS norms and a gated feed-forward.</summary>
[ResidualBlock(Norm = NormPlacement.Sandwich, NormKind = NormKind.RmsNorm, Scale = ResidualScale.LayerScale, ScaleInitial = 0.5)]
public partial class SandwichBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Bias = false)]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.SwiGlu, Bias = false)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>x + a norm(f(x)), a starting at 0.</summary>
[ResidualBlock(Norm = NormPlacement.Reordered, Scale = ResidualScale.ReZero)]
public partial class ReZeroBlock(int width)
{
    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>l x + b f(norm(x)).</summary>
[ResidualBlock(Scale = ResidualScale.DeepScaleLM)]
public partial class DeepScaleBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>norm(x + f(x)), the original.</summary>
[ResidualBlock(Norm = NormPlacement.Post, Scale = ResidualScale.None)]
public partial class PostNormBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>x + a f(x), the last layer of every branch 0.</summary>
[ResidualBlock(Norm = NormPlacement.None, Scale = ResidualScale.Fixup)]
public partial class FixupBlock(int width)
{
    [Branch, Linear(nameof(width), "2 * width")]
    public partial Linear Up { get; }

    [Activation(Activation.Relu)]
    public partial Layers.ActivationLayer Act { get; }

    [Linear("2 * width", nameof(width))]
    public partial Linear Back { get; }
}

/// <summary>A stack of one kind of block.</summary>
[StableModel]
public partial class DeepNormTower(int width, int heads, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<DeepNormBlock> Blocks { get; }
}

/// <inheritdoc cref="DeepNormTower"/>
[StableModel]
public partial class SandwichTower(int width, int heads, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<SandwichBlock> Blocks { get; }
}

/// <inheritdoc cref="DeepNormTower"/>
[StableModel]
public partial class DeepScaleTower(int width, int heads, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<DeepScaleBlock> Blocks { get; }
}

/// <inheritdoc cref="DeepNormTower"/>
[StableModel]
public partial class FixupTower(int width, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<FixupBlock> Blocks { get; }
}

/// <summary>A stack whose blocks are computed again in the backward pass.</summary>
[StableModel]
public partial class RecomputedTower(int width, int heads, int depth)
{
    [Stack(nameof(depth), Recompute = true)]
    public partial ModuleList<PostNormBlock> Blocks { get; }
}

/// <inheritdoc cref="DeepNormTower"/>
[StableModel]
public partial class PlainTower(int width, int heads, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<PostNormBlock> Blocks { get; }
}

public sealed class HandPostNormBlock : nn.Module<Tensor, Tensor>
{
    private readonly double _shortcut;
    private readonly HandAttention attention;
    private readonly LayerNorm attention_norm;
    private readonly HandMlp mlp;
    private readonly LayerNorm mlp_norm;

    public HandPostNormBlock(int width, int heads, double shortcut)
        : base(nameof(HandPostNormBlock))
    {
        _shortcut = shortcut;
        attention = new HandAttention(width, heads, causal: false);
        attention_norm = nn.LayerNorm(width);
        mlp = new HandMlp(width, 2 * width, static x => F.relu(x));
        mlp_norm = nn.LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = attention_norm.call(input * _shortcut + attention.call(input));
        return mlp_norm.call(x * _shortcut + mlp.call(x));
    }
}

public sealed class HandDeepNormTower : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<HandPostNormBlock> blocks;

    public HandDeepNormTower(int width, int heads, int depth)
        : base(nameof(HandDeepNormTower))
    {
        blocks = new ModuleList<HandPostNormBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandPostNormBlock(width, heads, Math.Pow(2.0 * depth, 0.25)))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => blocks.Aggregate(input, static (x, block) => block.call(x));
}

public sealed class HandSandwichTower : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<HandSandwichBlock> blocks;
    private readonly HandRms blocks_norm;

    public HandSandwichTower(int width, int heads, int depth)
        : base(nameof(HandSandwichTower))
    {
        blocks = new ModuleList<HandSandwichBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandSandwichBlock(width, heads))]);
        blocks_norm = new HandRms(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => blocks_norm.call(blocks.Aggregate(input, static (x, block) => block.call(x)));
}

public sealed class HandSandwichBlock : nn.Module<Tensor, Tensor>
{
    private readonly HandRms attention_norm;
    private readonly HandAttention attention;
    private readonly HandRms attention_post_norm;
    private readonly HandGain attention_scale;
    private readonly HandRms mlp_norm;
    private readonly HandSwiGlu mlp;
    private readonly HandRms mlp_post_norm;
    private readonly HandGain mlp_scale;

    public HandSandwichBlock(int width, int heads)
        : base(nameof(HandSandwichBlock))
    {
        attention_norm = new HandRms(width);
        attention = new HandAttention(width, heads, causal: false, bias: false);
        attention_post_norm = new HandRms(width);
        attention_scale = new HandGain("gamma", width);
        mlp_norm = new HandRms(width);
        mlp = new HandSwiGlu(width, 2 * width);
        mlp_post_norm = new HandRms(width);
        mlp_scale = new HandGain("gamma", width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input + attention_scale.call(attention_post_norm.call(attention.call(attention_norm.call(input))));
        return x + mlp_scale.call(mlp_post_norm.call(mlp.call(mlp_norm.call(x))));
    }
}

public sealed class HandRms : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public HandRms(int width)
        : base(nameof(HandRms))
    {
        weight = nn.Parameter(ones(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input * ((input * input).mean([-1L], keepdim: true) + 1e-5).rsqrt() * weight;
}

public sealed class HandGain : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _gain;

    public HandGain(string name, int width)
        : base(nameof(HandGain))
    {
        _gain = nn.Parameter(ones(width));
        register_parameter(name, _gain);
    }

    public override Tensor forward(Tensor input) => input * _gain;

    protected override void RegisterComponents()
    {
    }
}

public sealed class HandSwiGlu : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public HandSwiGlu(int width, int hidden)
        : base(nameof(HandSwiGlu))
    {
        fc1 = nn.Linear(width, 2 * hidden, hasBias: false);
        fc2 = nn.Linear(hidden, width, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var halves = fc1.call(input).chunk(2, -1);
        return fc2.call(halves[0] * F.silu(halves[1]));
    }
}

public sealed class HandReZeroBlock : nn.Module<Tensor, Tensor>
{
    private readonly HandMlp mlp;
    private readonly LayerNorm mlp_norm;
    private readonly HandGain mlp_scale;

    public HandReZeroBlock(int width)
        : base(nameof(HandReZeroBlock))
    {
        mlp = new HandMlp(width, 2 * width, static x => F.relu(x));
        mlp_norm = nn.LayerNorm(width);
        mlp_scale = new HandGain("alpha", 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + mlp_scale.call(mlp_norm.call(mlp.call(input)));
}
