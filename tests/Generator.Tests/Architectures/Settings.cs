using StableModels.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Every setting of a layer that can be a size of its class, as one.</summary>
[Sequence]
internal sealed partial class Settings(int channels, int groups, int dilation, int window, int memory, int pairs, int layers)
{
    [Conv1d(nameof(channels), "2 * channels", nameof(window), Padding = nameof(dilation), Dilation = nameof(dilation), Groups = nameof(groups))]
    public partial Conv1d Mix { get; }

    [MaxPool1d(nameof(window), Stride = 2, Padding = "window / 2", Dilation = "dilation / dilation")]
    public partial MaxPool1d Pool { get; }

    [ConvTranspose1d("2 * channels", nameof(channels), nameof(window), Padding = "window / 2", Groups = nameof(groups))]
    public partial ConvTranspose1d Back { get; }

    [Lstm(6, 8, Layers = nameof(layers))] public partial LSTM Read { get; }

    [SelfAttention(8, 4, KeyValueHeads = nameof(pairs))] public partial SelfAttention Look { get; }

    [CrossAttention(8, 4, MemoryWidth = nameof(memory), KeyValueHeads = nameof(pairs))] public partial CrossAttention Ask { get; }

    public override (Tensor Planes, Tensor Read, Tensor Asked) forward(Tensor input, Tensor other)
    {
        using var scope = NewDisposeScope();
        var planes = Back.call(Pool.call(Mix.call(input)));
        var (read, _, _) = Read.call(planes);
        var asked = Ask.call(Look.call(read), other);
        return (planes.MoveToOuterDisposeScope(), read.MoveToOuterDisposeScope(), asked.MoveToOuterDisposeScope());
    }
}
