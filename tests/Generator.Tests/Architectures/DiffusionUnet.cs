using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A diffusion U-Net of two levels: the noise in a picture, the time as a second input, attention at the bottom.</summary>
[StableModel]
[AdamW(LearningRate = 5e-3), Warmup(20), CosineDecay, ClipNorm(1.0)]
public partial class DiffusionUnet(int channels, int heads)
{
    [Layer]
    public partial TimeEmbedding Time { get; }

    [Conv2d(1, nameof(channels), 3, Padding = 1)]
    public partial Conv2d Inward { get; }

    [Layer(Args = ["inputs: channels", "outputs: channels", "time: channels"])]
    public partial UnetBlock Top { get; }

    [Conv2d(nameof(channels), "2 * channels", 3, Stride = 2, Padding = 1)]
    public partial Conv2d Down { get; }

    [Layer(Args = ["inputs: 2 * channels", "outputs: 2 * channels", "time: channels"])]
    public partial UnetBlock Bottom { get; }

    [GroupNorm(4, "2 * channels")]
    public partial GroupNorm AttentionNorm { get; }

    [SelfAttention("2 * channels", nameof(heads))]
    public partial Layers.SelfAttention Attention { get; }

    [ConvTranspose2d("2 * channels", nameof(channels), 2, Stride = 2)]
    public partial ConvTranspose2d Up { get; }

    [Layer(Args = ["inputs: 2 * channels", "outputs: channels", "time: channels"])]
    public partial UnetBlock Back { get; }

    [GroupNorm(4, nameof(channels))]
    public partial GroupNorm Norm { get; }

    [Conv2d(nameof(channels), 1, 3, Padding = 1)]
    public partial Conv2d Outward { get; }

    /// <param name="input">[batch, 1, height, width] with noise.</param>
    /// <param name="time">[batch, 1], how much noise, from 0 to 1.</param>
    public override Tensor forward(Tensor input, Tensor time)
    {
        using var scope = NewDisposeScope();
        var t = Time.call(time);
        var top = Top.call(Inward.call(input), t);
        var bottom = Bottom.call(Down.call(top), t);
        var places = AttentionNorm.call(bottom).flatten(2).transpose(1, 2);
        bottom = bottom + Attention.call(places).transpose(1, 2).reshape(bottom.shape);
        var back = Back.call(cat([top, Up.call(bottom)], 1), t);
        return Outward.call(F.silu(Norm.call(back))).MoveToOuterDisposeScope();
    }
}

/// <summary>A small network over the time.</summary>
[Sequence]
public partial class TimeEmbedding(int channels)
{
    [Linear(1, nameof(channels))]
    public partial Linear Inward { get; }

    [Activation(Activation.Silu)]
    public partial Layers.ActivationLayer Act { get; }

    [Linear(nameof(channels), nameof(channels))]
    public partial Linear Outward { get; }
}

/// <summary>Two convolutions, between them the time, and a way around.</summary>
[Sequence]
public partial class UnetBlock(int inputs, int outputs, int time)
{
    [GroupNorm(4, nameof(inputs))]
    public partial GroupNorm Norm1 { get; }

    [Conv2d(nameof(inputs), nameof(outputs), 3, Padding = 1)]
    public partial Conv2d Conv1 { get; }

    [Linear(nameof(time), nameof(outputs))]
    public partial Linear Time { get; }

    [GroupNorm(4, nameof(outputs))]
    public partial GroupNorm Norm2 { get; }

    [Conv2d(nameof(outputs), nameof(outputs), 3, Padding = 1)]
    public partial Conv2d Conv2 { get; }

    [Conv2d(nameof(inputs), nameof(outputs), 1)]
    public partial Conv2d Skip { get; }

    public override Tensor forward(Tensor input, Tensor t)
    {
        using var scope = NewDisposeScope();
        var x = Conv1.call(F.silu(Norm1.call(input))) + Time.call(t).unsqueeze(-1).unsqueeze(-1);
        return (Skip.call(input) + Conv2.call(F.silu(Norm2.call(x)))).MoveToOuterDisposeScope();
    }
}

public sealed class HandDiffusionUnet : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly HandTimeEmbedding time;
    private readonly Conv2d inward;
    private readonly HandUnetBlock top;
    private readonly Conv2d down;
    private readonly HandUnetBlock bottom;
    private readonly GroupNorm attention_norm;
    private readonly HandAttention attention;
    private readonly ConvTranspose2d up;
    private readonly HandUnetBlock back;
    private readonly GroupNorm norm;
    private readonly Conv2d outward;

    public HandDiffusionUnet(int channels, int heads)
        : base(nameof(HandDiffusionUnet))
    {
        time = new HandTimeEmbedding(channels);
        inward = nn.Conv2d(1, channels, 3, padding: 1);
        top = new HandUnetBlock(channels, channels, channels);
        down = nn.Conv2d(channels, 2 * channels, 3, stride: 2, padding: 1);
        bottom = new HandUnetBlock(2 * channels, 2 * channels, channels);
        attention_norm = nn.GroupNorm(4, 2 * channels);
        attention = new HandAttention(2 * channels, heads, causal: false);
        up = nn.ConvTranspose2d(2 * channels, channels, 2, stride: 2);
        back = new HandUnetBlock(2 * channels, channels, channels);
        norm = nn.GroupNorm(4, channels);
        outward = nn.Conv2d(channels, 1, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor howMuch)
    {
        var t = time.call(howMuch);
        var high = top.call(inward.call(input), t);
        var low = bottom.call(down.call(high), t);
        var attended = attention.call(attention_norm.call(low).flatten(2).transpose(1, 2));
        low = low + attended.transpose(1, 2).reshape(low.shape);
        return outward.call(F.silu(norm.call(back.call(cat([high, up.call(low)], 1), t))));
    }
}

public sealed class HandTimeEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Linear inward;
    private readonly Linear outward;

    public HandTimeEmbedding(int channels)
        : base(nameof(HandTimeEmbedding))
    {
        inward = nn.Linear(1, channels);
        outward = nn.Linear(channels, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => outward.call(F.silu(inward.call(input)));
}

public sealed class HandUnetBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Linear time;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d skip;

    public HandUnetBlock(int inputs, int outputs, int width)
        : base(nameof(HandUnetBlock))
    {
        norm1 = nn.GroupNorm(4, inputs);
        conv1 = nn.Conv2d(inputs, outputs, 3, padding: 1);
        time = nn.Linear(width, outputs);
        norm2 = nn.GroupNorm(4, outputs);
        conv2 = nn.Conv2d(outputs, outputs, 3, padding: 1);
        skip = nn.Conv2d(inputs, outputs, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor t)
    {
        var x = conv1.call(F.silu(norm1.call(input))) + time.call(t).unsqueeze(-1).unsqueeze(-1);
        return skip.call(input) + conv2.call(F.silu(norm2.call(x)));
    }
}
