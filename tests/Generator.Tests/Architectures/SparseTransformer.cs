using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Experts in a residual stream: every token asks two of them.</summary>
[StableModel]
public partial class SparseTransformer(int width, int experts, int depth)
{
    [Stack(nameof(depth))]
    public partial ModuleList<SparseBlock> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }
}

/// <summary>Its block; no expert is ever full.</summary>
[ResidualBlock]
public partial class SparseBlock(int width, int experts)
{
    [MixtureOfExperts(nameof(width), "2 * width", nameof(experts), Activation = Activation.Relu, CapacityFactor = 0)]
    public partial Layers.MixtureOfExperts Mlp { get; }
}

public sealed class HandSparseTransformer : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<HandSparseBlock> blocks;
    private readonly LayerNorm norm;

    public HandSparseTransformer(int width, int experts, int depth)
        : base(nameof(HandSparseTransformer))
    {
        blocks = new ModuleList<HandSparseBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandSparseBlock(width, experts))]);
        norm = nn.LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.call(blocks.Aggregate(input, static (x, block) => block.call(x)));
}

public sealed class HandSparseBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm mlp_norm;
    private readonly HandExperts mlp;

    public HandSparseBlock(int width, int experts)
        : base(nameof(HandSparseBlock))
    {
        mlp_norm = nn.LayerNorm(width);
        mlp = new HandExperts(width, 2 * width, experts);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + mlp.call(mlp_norm.call(input));
}

/// <summary>Every expert answers every token; those that were not asked count nothing.</summary>
public sealed class HandExperts : nn.Module<Tensor, Tensor>
{
    private readonly Parameter fc1_weight;
    private readonly Parameter fc2_weight;
    private readonly Linear router;

    public HandExperts(int width, int hidden, int experts)
        : base(nameof(HandExperts))
    {
        fc1_weight = nn.Parameter(randn(experts, hidden, width));
        fc2_weight = nn.Parameter(randn(experts, width, hidden));
        router = nn.Linear(width, experts, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var (best, chosen) = router.call(input).softmax(-1).topk(2, -1);
        var shares = zeros_like(router.call(input)).scatter(-1, chosen, best / best.sum([-1L], keepdim: true));
        var hidden = einsum("btw,ehw->bteh", input, fc1_weight).relu();
        return (einsum("bteh,ewh->btew", hidden, fc2_weight) * shares.unsqueeze(-1)).sum([2L]);
    }
}
