using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A convolutional autoencoder: down to a vector and up again.</summary>
[StableModel]
public partial class Autoencoder(int channels, int code)
{
    [Conv2d(1, nameof(channels), 3, Padding = 1)]
    public partial Conv2d Conv1 { get; }

    [InstanceNorm2d(nameof(channels), Affine = true)]
    public partial InstanceNorm2d Norm { get; }

    [Activation(Activation.LeakyRelu)]
    public partial Layers.ActivationLayer Act1 { get; }

    [MaxPool2d(2)]
    public partial MaxPool2d Pool { get; }

    [Flatten]
    public partial Flatten Flat { get; }

    [Linear("16 * channels", nameof(code))]
    public partial Linear Narrow { get; }

    [Linear(nameof(code), 64)]
    public partial Linear Wide { get; }

    [Activation(Activation.Tanh)]
    public partial Layers.ActivationLayer Act2 { get; }
}

public sealed class HandAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly InstanceNorm2d norm;
    private readonly Linear narrow;
    private readonly Linear wide;

    public HandAutoencoder(int channels, int code)
        : base(nameof(HandAutoencoder))
    {
        conv1 = nn.Conv2d(1, channels, 3, padding: 1);
        norm = nn.InstanceNorm2d(channels, affine: true);
        narrow = nn.Linear(16 * channels, code);
        wide = nn.Linear(code, 64);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        wide.call(narrow.call(F.max_pool2d(F.leaky_relu(norm.call(conv1.call(input)), 0.01), 2).flatten(1))).tanh();
}
