using StableModels;
using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Declared;

[StableModel]
internal sealed partial class Mlp(int width, int classes)
{
    [Linear(nameof(width), $"4 * {nameof(width)}", Key = "_input")]
    public partial Linear Input { get; }

    [Activation(Activation.Gelu)]
    public partial ActivationLayer Act { get; }

    [Linear($"4 * {nameof(width)}", nameof(classes), Bias = false, Key = "_output")]
    public partial Linear Output { get; }
}

/// <summary>A Pre-LN block.</summary>
[ResidualBlock]
internal sealed partial class Block(long width, int groups, double dropout = 0.1)
{
    [Branch, LayerNorm(nameof(width), Epsilon = 1e-6)]
    public partial LayerNorm Norm1 { get; }

    // Hand-written, and stays so.
    [Layer(Args = new[] { "groups: 2 * groups" })]
    public partial Mixer Mixer { get; }

    [Branch, LayerNorm(nameof(width))]
    public partial LayerNorm Norm2 { get; }

    [Linear(nameof(width), $"4 * {nameof(width)}")]
    public partial Linear Fc1 { get; }

    [Activation(Activation.Gelu)]
    public partial ActivationLayer Gelu { get; }

    [Linear($"4 * {nameof(width)}", nameof(width))]
    public partial Linear Fc2 { get; }

    [Dropout(nameof(dropout))]
    public partial Dropout Drop { get; }
}

[ResidualBlock(Norm = NormPlacement.None)]
internal sealed partial class Residual
{
    [Branch, Linear(8, 8)]
    public partial Linear Layer { get; }

    [Activation(Activation.Relu)]
    public partial ActivationLayer Relu { get; }
}

internal sealed class Mixer : Module<Tensor, Tensor>
{
    private readonly long _groups;
    private readonly Linear project;

    public Mixer(long width, long groups)
        : base(nameof(Mixer))
    {
        _groups = groups;
        project = Linear(width / groups, width / groups);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => project.call(x.view(-1, _groups, x.size(-1) / _groups)).view(x.shape);
}
