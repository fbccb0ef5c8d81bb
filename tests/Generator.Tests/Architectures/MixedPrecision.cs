using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>AdderGpt, computed in BF16.</summary>
[StableModel]
[AdamW(LearningRate = 3e-3)]
[ClipNorm(1.0)]
[MixedPrecision(HalfType.BFloat16)]
public partial class HalfGpt(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]        public partial Embedding Tokens { get; }
    [LearnedPositions(nameof(context), nameof(width))]    public partial Layers.LearnedPositions Positions { get; }
    [Stack(nameof(depth))]                                public partial ModuleList<HalfBlock> Blocks { get; }
    [LayerNorm(nameof(width))]                            public partial LayerNorm Norm { get; }
    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
}

/// <summary>A block whose queries and keys are normed.</summary>
[ResidualBlock]
public partial class HalfBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Causal = true, QkNorm = true)] public partial Layers.SelfAttention Attention { get; }
    [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]       public partial Layers.FeedForward Mlp { get; }
}

/// <summary>The same with no precision declared.</summary>
[StableModel]
[AdamW(LearningRate = 3e-3)]
[ClipNorm(1.0)]
public partial class WholeGpt(int vocabulary, int context, int width, int heads, int depth)
{
    [Embedding(nameof(vocabulary), nameof(width))]        public partial Embedding Tokens { get; }
    [LearnedPositions(nameof(context), nameof(width))]    public partial Layers.LearnedPositions Positions { get; }
    [Stack(nameof(depth))]                                public partial ModuleList<HalfBlock> Blocks { get; }
    [LayerNorm(nameof(width))]                            public partial LayerNorm Norm { get; }
    [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
}

/// <summary>Convolutions with batch norms, a block of two sizes, an average and a classifier, in BF16.</summary>
[StableModel]
[Sgd(LearningRate = 0.05, Momentum = 0.9)]
[MixedPrecision(HalfType.BFloat16)]
public partial class HalfConvNet(int channels, int classes)
{
    [Conv2d(1, nameof(channels), 3, Padding = 1)]        public partial Conv2d Stem { get; }
    [BatchNorm2d(nameof(channels))]                      public partial BatchNorm2d StemNorm { get; }
    [Activation(Activation.Mish)]                        public partial Layers.ActivationLayer Act { get; }
    [Layer(Args = ["inputs: channels", "outputs: 2 * channels"])] public partial HalfDown Down { get; }
    [ConvTranspose2d("2 * channels", nameof(channels), 2, Stride = 2)] public partial ConvTranspose2d Up { get; }
    [AdaptiveAvgPool2d(1)]                               public partial AdaptiveAvgPool2d Pool { get; }
    [Flatten]                                            public partial Flatten Flat { get; }
    [Linear(nameof(channels), nameof(classes))]          public partial Linear Head { get; }
}

/// <summary>Two half tensors meet in its sum.</summary>
[ResidualBlock(Norm = NormPlacement.None, After = Activation.Relu)]
public partial class HalfDown(int inputs, int outputs)
{
    [Shortcut, Conv2d(nameof(inputs), nameof(outputs), 1, Stride = 2)]             public partial Conv2d Skip { get; }
    [Branch, Conv2d(nameof(inputs), nameof(outputs), 3, Stride = 2, Padding = 1)]  public partial Conv2d Conv { get; }
    [Activation(Activation.Relu)]                                                  public partial Layers.ActivationLayer Act { get; }
    [Conv2d(nameof(outputs), nameof(outputs), 3, Padding = 1)]                     public partial Conv2d Conv2 { get; }
}

/// <summary>An LSTM behind a stack of experts and a module of the user's own, with a forward of its own.</summary>
[StableModel]
[AdamW(LearningRate = 3e-3)]
[MixedPrecision(HalfType.BFloat16)]
public partial class HalfOwnForward(int width)
{
    [Stack(2)]                                public partial ModuleList<HalfExperts> Experts { get; }
    [Layer]                                   public partial HalfRecurrent Recurrent { get; }
    [Layer]                                   public partial HandWritten Hand { get; }
    [LayerNorm(nameof(width))]                public partial LayerNorm Norm { get; }
    [Linear(nameof(width), 1)]                public partial Linear Head { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Experts.Aggregate(input, static (stream, block) => block.call(stream));
        return Head.call(Norm.call(Hand.call(Recurrent.call(x)))).MoveToOuterDisposeScope();
    }
}

/// <summary>A mixture of experts.</summary>
[ResidualBlock]
public partial class HalfExperts(int width)
{
    [MixtureOfExperts(nameof(width), nameof(width), 4, TopK = 2, Bias = true)] public partial Layers.MixtureOfExperts Moe { get; }
}

/// <summary>An LSTM as a part.</summary>
[Sequence]
public partial class HalfRecurrent(int width)
{
    [Lstm(nameof(width), nameof(width))]                  public partial LSTM Lstm { get; }
    [Linear(nameof(width), nameof(width))]                public partial Linear Out { get; }
}

/// <summary>A module whose forward casts nothing.</summary>
public sealed class HandWritten : nn.Module<Tensor, Tensor>
{
    private readonly Linear _inner;

    /// <summary>Makes it.</summary>
    public HandWritten(int width)
        : base(nameof(HandWritten))
    {
        _inner = nn.Linear(width, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _inner.call(input);
}

/// <summary>Patches and their mean, in BF16.</summary>
[StableModel, AdamW, MixedPrecision(HalfType.BFloat16)]
public partial class HalfVision(int patch, int width)
{
    [PatchEmbedding(3, nameof(width), nameof(patch))] public partial Layers.PatchEmbedding Patches { get; }
    [MeanPooling]                                     public partial Layers.MeanPooling Mean { get; }
}
