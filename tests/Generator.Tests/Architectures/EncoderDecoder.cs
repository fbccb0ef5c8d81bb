using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>An encoder and a decoder that looks at it; the mask says which source tokens count.</summary>
[StableModel]
[AdamW(LearningRate = 5e-3), Warmup(20), CosineDecay, ClipNorm(1.0)]
public partial class Translator(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]
    public partial Embedding Tokens { get; }

    [LearnedPositions(nameof(context), nameof(width))]
    public partial Layers.LearnedPositions Positions { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<EncoderBlock> Encoder { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm EncoderNorm { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<DecoderBlock> Decoder { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm DecoderNorm { get; }

    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))]
    public partial Linear Head { get; }

    /// <param name="source">[batch, source] tokens.</param>
    /// <param name="target">[batch, target] tokens.</param>
    /// <param name="counts">[batch, source], true where a source token counts.</param>
    public override (Tensor Logits, Tensor Memory) forward(Tensor source, Tensor target, Tensor counts)
    {
        using var scope = NewDisposeScope();
        var mask = counts.unsqueeze(1).unsqueeze(1);
        var memory = Positions.call(Tokens.call(source));
        foreach (var block in Encoder)
        {
            memory = block.call(memory, mask);
        }

        memory = EncoderNorm.call(memory);
        var x = Positions.call(Tokens.call(target));
        foreach (var block in Decoder)
        {
            x = block.call(x, memory, mask);
        }

        return (F.linear(DecoderNorm.call(x), Tokens.weight!).MoveToOuterDisposeScope(), memory.MoveToOuterDisposeScope());
    }
}

/// <summary>The encoder's block: what does not count is not seen.</summary>
[ResidualBlock]
public partial class EncoderBlock(int width, int heads)
{
    [LayerNorm(nameof(width))]
    public partial LayerNorm AttentionNorm { get; }

    [SelfAttention(nameof(width), nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [LayerNorm(nameof(width))]
    public partial LayerNorm MlpNorm { get; }

    [FeedForward(nameof(width), "2 * width", Activation.Relu)]
    public partial Layers.FeedForward Mlp { get; }

    public override Tensor forward(Tensor input, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var x = input + Attention.call(AttentionNorm.call(input), mask);
        x = x + Mlp.call(MlpNorm.call(x));
        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>The decoder's block: three branches, the second asks the encoder.</summary>
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

    public override Tensor forward(Tensor input, Tensor memory, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var x = input + Attention.call(AttentionNorm.call(input));
        x = x + Cross.call(CrossNorm.call(x), memory, mask);
        x = x + Mlp.call(MlpNorm.call(x));
        return x.MoveToOuterDisposeScope();
    }
}

public sealed class HandTranslator : nn.Module<Tensor, Tensor, Tensor, (Tensor, Tensor)>
{
    private readonly Embedding tokens;
    private readonly HandPositions positions;
    private readonly ModuleList<HandEncoderBlock> encoder;
    private readonly LayerNorm encoder_norm;
    private readonly ModuleList<HandDecoderBlock> decoder;
    private readonly LayerNorm decoder_norm;

    public HandTranslator(int vocabulary, int context, int width, int heads, int depth)
        : base(nameof(HandTranslator))
    {
        tokens = nn.Embedding(vocabulary, width);
        positions = new HandPositions(context, width);
        encoder = new ModuleList<HandEncoderBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandEncoderBlock(width, heads))]);
        encoder_norm = nn.LayerNorm(width);
        decoder = new ModuleList<HandDecoderBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandDecoderBlock(width, heads))]);
        decoder_norm = nn.LayerNorm(width);
        RegisterComponents();
    }

    public override (Tensor, Tensor) forward(Tensor source, Tensor target, Tensor counts)
    {
        var mask = counts.unsqueeze(1).unsqueeze(1);
        var memory = positions.call(tokens.call(source));
        foreach (var block in encoder)
        {
            memory = block.call(memory, mask);
        }

        memory = encoder_norm.call(memory);
        var x = positions.call(tokens.call(target));
        foreach (var block in decoder)
        {
            x = block.call(x, memory, mask);
        }

        return (F.linear(decoder_norm.call(x), tokens.weight!), memory);
    }
}

public sealed class HandEncoderBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm attention_norm;
    private readonly HandAttention attention;
    private readonly LayerNorm mlp_norm;
    private readonly HandMlp mlp;

    public HandEncoderBlock(int width, int heads)
        : base(nameof(HandEncoderBlock))
    {
        attention_norm = nn.LayerNorm(width);
        attention = new HandAttention(width, heads, causal: false);
        mlp_norm = nn.LayerNorm(width);
        mlp = new HandMlp(width, 2 * width, static x => F.relu(x));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor mask)
    {
        var x = input + attention.Under(mask, attention_norm.call(input));
        return x + mlp.call(mlp_norm.call(x));
    }
}

public sealed class HandDecoderBlock : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly LayerNorm attention_norm;
    private readonly HandAttention attention;
    private readonly LayerNorm cross_norm;
    private readonly HandCrossAttention cross;
    private readonly LayerNorm mlp_norm;
    private readonly HandMlp mlp;

    public HandDecoderBlock(int width, int heads)
        : base(nameof(HandDecoderBlock))
    {
        attention_norm = nn.LayerNorm(width);
        attention = new HandAttention(width, heads, causal: true);
        cross_norm = nn.LayerNorm(width);
        cross = new HandCrossAttention(width, heads);
        mlp_norm = nn.LayerNorm(width);
        mlp = new HandMlp(width, 2 * width, static x => F.relu(x));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor memory, Tensor mask)
    {
        var x = input + attention.call(attention_norm.call(input));
        x = x + cross.call(cross_norm.call(x), memory, mask);
        return x + mlp.call(mlp_norm.call(x));
    }
}

public sealed class HandCrossAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly int _heads;
    private readonly Linear q;
    private readonly Linear kv;
    private readonly Linear proj;

    public HandCrossAttention(int width, int heads)
        : base(nameof(HandCrossAttention))
    {
        _heads = heads;
        q = nn.Linear(width, width);
        kv = nn.Linear(width, 2 * width);
        proj = nn.Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor memory, Tensor mask)
    {
        var (batch, time, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var size = width / _heads;
        var query = q.call(input).view(batch, time, _heads, size).transpose(1, 2);
        var both = kv.call(memory).view(batch, memory.shape[1], 2, _heads, size).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = F.scaled_dot_product_attention(query, both[0], both[1], mask);
        return proj.call(attended.transpose(1, 2).reshape(batch, time, width));
    }
}
