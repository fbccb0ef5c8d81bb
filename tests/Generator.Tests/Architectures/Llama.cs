using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A decoder with rotary positions, shared key/value heads, RMS norms, a gated feed-forward and no biases.</summary>
[StableModel]
[AdamW(LearningRate = 1e-3), Warmup(100), ClipNorm(1.0)]
public partial class Llama(int vocabulary, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<LlamaBlock> Layers { get; }

    [RmsNorm(nameof(width))]
    public partial StableModels.Layers.RmsNorm Norm { get; }

    [Linear(nameof(width), nameof(vocabulary), Bias = false)]
    public partial Linear Head { get; }
}

/// <summary>Its block.</summary>
[ResidualBlock(NormKind = NormKind.RmsNorm)]
public partial class LlamaBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true, KeyValueHeads = 2, Rotary = true, Bias = false)]
    public partial Layers.SelfAttention Attention { get; }

    [FeedForward(nameof(width), "2 * width", Activation.SwiGlu, Bias = false)]
    public partial Layers.FeedForward Mlp { get; }
}

public sealed class HandLlama : nn.Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly ModuleList<HandLlamaBlock> layers;
    private readonly HandRms norm;
    private readonly Linear head;

    public HandLlama(int vocabulary, int width, int heads, int depth)
        : base(nameof(HandLlama))
    {
        tokens = nn.Embedding(vocabulary, width);
        layers = new ModuleList<HandLlamaBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandLlamaBlock(width, heads))]);
        norm = new HandRms(width);
        head = nn.Linear(width, vocabulary, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(norm.call(layers.Aggregate(tokens.call(input), static (x, block) => block.call(x))));
}

public sealed class HandLlamaBlock : nn.Module<Tensor, Tensor>
{
    private readonly HandRms attention_norm;
    private readonly HandRotaryAttention attention;
    private readonly HandRms mlp_norm;
    private readonly HandSwiGlu mlp;

    public HandLlamaBlock(int width, int heads)
        : base(nameof(HandLlamaBlock))
    {
        attention_norm = new HandRms(width);
        attention = new HandRotaryAttention(width, heads, keyHeads: 2);
        mlp_norm = new HandRms(width);
        mlp = new HandSwiGlu(width, 2 * width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input + attention.call(attention_norm.call(input));
        return x + mlp.call(mlp_norm.call(x));
    }
}

public sealed class HandRotaryAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly int _keyHeads;
    private readonly int _size;
    private readonly Linear qkv;
    private readonly Linear proj;

    public HandRotaryAttention(int width, int heads, int keyHeads)
        : base(nameof(HandRotaryAttention))
    {
        (_heads, _keyHeads, _size) = (heads, keyHeads, width / heads);
        qkv = nn.Linear(width, (heads + 2 * keyHeads) * _size, hasBias: false);
        proj = nn.Linear(width, width, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var (batch, time, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var groups = qkv.call(input).split([_heads * _size, _keyHeads * _size, _keyHeads * _size], -1);
        var query = Rotated(groups[0].view(batch, time, _heads, _size).transpose(1, 2));
        var key = Rotated(groups[1].view(batch, time, _keyHeads, _size).transpose(1, 2)).repeat_interleave(_heads / _keyHeads, 1);
        var value = groups[2].view(batch, time, _keyHeads, _size).transpose(1, 2).repeat_interleave(_heads / _keyHeads, 1);
        return proj.call(F.scaled_dot_product_attention(query, key, value, is_casual: true).transpose(1, 2).reshape(batch, time, width));
    }

    private Tensor Rotated(Tensor heads)
    {
        var frequencies = pow(tensor(10000.0, ScalarType.Float64), arange(0, _size / 2, ScalarType.Float64) * (-2.0 / _size));
        var angles = outer(arange(0, heads.shape[2], ScalarType.Float64), frequencies);
        var halves = heads.chunk(2, -1);
        return heads * cat([angles.cos(), angles.cos()], -1).to_type(heads.dtype)
            + cat([-halves[1], halves[0]], -1) * cat([angles.sin(), angles.sin()], -1).to_type(heads.dtype);
    }
}
