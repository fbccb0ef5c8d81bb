using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

public sealed class HandVisionTransformer : nn.Module<Tensor, Tensor>
{
    private readonly int _patch;
    private readonly Linear patches;
    private readonly HandPositions positions;
    private readonly ModuleList<HandVisionBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public HandVisionTransformer(int patch, int count, int width, int heads, int depth, int classes)
        : base(nameof(HandVisionTransformer))
    {
        _patch = patch;
        patches = nn.Linear(3 * patch * patch, width);
        positions = new HandPositions(count, width);
        blocks = new ModuleList<HandVisionBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandVisionBlock(width, heads))]);
        norm = nn.LayerNorm(width);
        head = nn.Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input.unfold(2, _patch, _patch).unfold(3, _patch, _patch).permute(0, 2, 3, 1, 4, 5).flatten(1, 2).flatten(2);
        x = positions.call(patches.call(x));
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

public sealed class HandTranslator : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private readonly Embedding tokens;
    private readonly ModuleList<HandVisionBlock> encoder;
    private readonly ModuleList<HandDecoderBlock> decoder;

    public HandTranslator(int vocabulary, int width, int heads, int depth)
        : base(nameof(HandTranslator))
    {
        tokens = nn.Embedding(vocabulary, width);
        encoder = new ModuleList<HandVisionBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandVisionBlock(width, heads))]);
        decoder = new ModuleList<HandDecoderBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandDecoderBlock(width, heads))]);
        RegisterComponents();
    }

    public override (Tensor, Tensor) forward(Tensor source, Tensor target)
    {
        var memory = tokens.call(source);
        foreach (var block in encoder)
        {
            memory = block.call(memory);
        }

        var x = tokens.call(target);
        foreach (var block in decoder)
        {
            x = block.call(x, memory);
        }

        return (F.linear(x, tokens.weight!), memory);
    }
}

public sealed class HandDecoderBlock : nn.Module<Tensor, Tensor, Tensor>
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

    public override Tensor forward(Tensor input, Tensor memory)
    {
        var x = input + attention.call(attention_norm.call(input));
        x = x + cross.call(cross_norm.call(x), memory);
        return x + mlp.call(mlp_norm.call(x));
    }
}

public sealed class HandCrossAttention : nn.Module<Tensor, Tensor, Tensor>
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

    public override Tensor forward(Tensor input, Tensor memory)
    {
        var (batch, time, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var size = width / _heads;
        var query = q.call(input).view(batch, time, _heads, size).transpose(1, 2);
        var both = kv.call(memory).view(batch, memory.shape[1], 2 * _heads, size).transpose(1, 2);
        var scores = query.matmul(both.narrow(1, 0, _heads).transpose(-2, -1)) / Math.Sqrt(size);
        return proj.call(scores.softmax(-1).matmul(both.narrow(1, _heads, _heads)).transpose(1, 2).reshape(batch, time, width));
    }
}

public sealed class HandDiffusionUnet : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear time;
    private readonly Conv2d inward;
    private readonly GroupNorm norm;
    private readonly Conv2d down;
    private readonly ConvTranspose2d up;
    private readonly Conv2d outward;

    public HandDiffusionUnet(int channels)
        : base(nameof(HandDiffusionUnet))
    {
        time = nn.Linear(1, channels);
        inward = nn.Conv2d(1, channels, 3, padding: 1);
        norm = nn.GroupNorm(4, channels);
        down = nn.Conv2d(channels, 2 * channels, 3, stride: 2, padding: 1);
        up = nn.ConvTranspose2d(2 * channels, channels, 2, stride: 2);
        outward = nn.Conv2d(2 * channels, 1, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor t)
    {
        var skip = F.silu(norm.call(inward.call(input) + time.call(t).unsqueeze(-1).unsqueeze(-1)));
        return outward.call(cat([skip, up.call(F.silu(down.call(skip)))], 1));
    }
}
