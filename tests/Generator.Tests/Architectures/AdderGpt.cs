using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>The design's example.</summary>
[StableModel]
[AdamW(LearningRate = 3e-3, WeightDecay = 0.1)]
[Warmup(100), CosineDecay(Final = 0.1)]
[ClipNorm(1.0)]
public partial class AdderGpt(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [LearnedPositions(nameof(context), nameof(width))]
    public partial Layers.LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<Block> Blocks { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm Norm { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }
}

/// <summary>Its block.</summary>
[ResidualBlock]
public partial class Block(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true)]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]
    public partial Layers.FeedForward Mlp { get; }
}

/// <summary>The same by hand.</summary>
public sealed class HandAdderGpt : nn.Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly HandPositions positions;
    private readonly ModuleList<HandBlock> blocks;
    private readonly LayerNorm norm;

    public HandAdderGpt(int vocabulary, int context, int width, int heads, int depth)
        : base(nameof(HandAdderGpt))
    {
        tokens = nn.Embedding(vocabulary, width);
        positions = new HandPositions(context, width);
        blocks = new ModuleList<HandBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandBlock(width, heads))]);
        norm = nn.LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = positions.call(tokens.call(input));
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return F.linear(norm.call(x), tokens.weight!);
    }
}

public sealed class HandPositions : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public HandPositions(int context, int width)
        : base(nameof(HandPositions))
    {
        weight = nn.Parameter(randn(context, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + weight.narrow(0, 0, input.shape[1]);
}

public sealed class HandBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm attention_norm;
    private readonly HandAttention attention;
    private readonly LayerNorm mlp_norm;
    private readonly HandMlp mlp;

    public HandBlock(int width, int heads)
        : base(nameof(HandBlock))
    {
        attention_norm = nn.LayerNorm(width);
        attention = new HandAttention(width, heads, causal: true);
        mlp_norm = nn.LayerNorm(width);
        mlp = new HandMlp(width, 4 * width, F.gelu);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input + attention.call(attention_norm.call(input));
        return x + mlp.call(mlp_norm.call(x));
    }
}

/// <summary>Attention as TorchSharp's users write it; <paramref name="formula"/>: written out instead of the fused operator.</summary>
public sealed class HandAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly bool _causal;
    private readonly bool _formula;
    private readonly Linear qkv;
    private readonly Linear proj;

    public HandAttention(int width, int heads, bool causal, bool bias = true, bool formula = false)
        : base(nameof(HandAttention))
    {
        _heads = heads;
        _causal = causal;
        _formula = formula;
        qkv = nn.Linear(width, 3 * width, bias);
        proj = nn.Linear(width, width, bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Under(null, input);

    public Tensor Under(Tensor? mask, Tensor input)
    {
        var (batch, time, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = qkv.call(input).view(batch, time, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = _formula ? Formula(parts[0], parts[1], parts[2]) : F.scaled_dot_product_attention(parts[0], parts[1], parts[2], mask, 0, _causal);
        return proj.call(attended.transpose(1, 2).reshape(batch, time, width));
    }

    private Tensor Formula(Tensor query, Tensor key, Tensor value)
    {
        var scores = query.matmul(key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
        if (_causal)
        {
            scores = scores.masked_fill(ones(query.shape[2], key.shape[2], dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);
        }

        return scores.softmax(-1).matmul(value);
    }
}

public sealed class HandMlp : nn.Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> _activation;
    private readonly Linear fc1;
    private readonly Linear fc2;

    public HandMlp(int width, int hidden, Func<Tensor, Tensor> activation)
        : base(nameof(HandMlp))
    {
        _activation = activation;
        fc1 = nn.Linear(width, hidden);
        fc2 = nn.Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => fc2.call(_activation(fc1.call(input)));
}
