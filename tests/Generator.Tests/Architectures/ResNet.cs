using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A small residual network with a stage that halves the plane.</summary>
[StableModel]
[Sgd(LearningRate = 0.05, Momentum = 0.9), Warmup(5), CosineDecay, ClipNorm(1.0)]
public partial class ResNet(int channels, int depth, int classes)
{
    [Layer]
    public partial ResNetStem Stem { get; }

    [Stack(nameof(depth))]
    public partial ModuleList<BasicBlock> Stage1 { get; }

    [Layer(Args = ["inputs: channels", "outputs: 2 * channels"])]
    public partial DownBlock Down { get; }

    [Stack(nameof(depth), Args = ["channels: 2 * channels"])]
    public partial ModuleList<BasicBlock> Stage2 { get; }

    [AdaptiveAvgPool2d(1)]
    public partial AdaptiveAvgPool2d Pool { get; }

    [Flatten]
    public partial Flatten Flat { get; }

    [Linear("2 * channels", nameof(classes))]
    public partial Linear Head { get; }
}

/// <summary>The stem.</summary>
[Sequence]
public partial class ResNetStem(int channels)
{
    [Conv2d(3, nameof(channels), 3, Padding = 1, Bias = false)]
    public partial Conv2d Conv { get; }

    [BatchNorm2d(nameof(channels))]
    public partial BatchNorm2d Norm { get; }

    [Activation(Activation.Relu)]
    public partial Layers.ActivationLayer Act { get; }
}

/// <summary>Two convolutions and a way around them.</summary>
[ResidualBlock(After = Activation.Relu)]
public partial class BasicBlock(int channels)
{
    [Branch, Conv2d(nameof(channels), nameof(channels), 3, Padding = 1, Bias = false)]
    public partial Conv2d Conv1 { get; }

    [BatchNorm2d(nameof(channels))]
    public partial BatchNorm2d Norm1 { get; }

    [Activation(Activation.Relu)]
    public partial Layers.ActivationLayer Act { get; }

    [Conv2d(nameof(channels), nameof(channels), 3, Padding = 1, Bias = false)]
    public partial Conv2d Conv2 { get; }

    [BatchNorm2d(nameof(channels))]
    public partial BatchNorm2d Norm2 { get; }
}

/// <summary>The same at half the size and twice the channels.</summary>
[ResidualBlock(After = Activation.Relu)]
public partial class DownBlock(int inputs, int outputs)
{
    [Branch, Conv2d(nameof(inputs), nameof(outputs), 3, Stride = 2, Padding = 1)]
    public partial Conv2d Conv1 { get; }

    [Activation(Activation.Relu)]
    public partial Layers.ActivationLayer Act { get; }

    [Conv2d(nameof(outputs), nameof(outputs), 3, Padding = 1)]
    public partial Conv2d Conv2 { get; }

    [Shortcut, Conv2d(nameof(inputs), nameof(outputs), 1, Stride = 2)]
    public partial Conv2d Skip { get; }
}

public sealed class HandResNet : nn.Module<Tensor, Tensor>
{
    private readonly HandStem stem;
    private readonly ModuleList<HandBasicBlock> stage1;
    private readonly HandDownBlock down;
    private readonly ModuleList<HandBasicBlock> stage2;
    private readonly Linear head;

    public HandResNet(int channels, int depth, int classes)
        : base(nameof(HandResNet))
    {
        stem = new HandStem(channels);
        stage1 = new ModuleList<HandBasicBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandBasicBlock(channels))]);
        down = new HandDownBlock(channels, 2 * channels);
        stage2 = new ModuleList<HandBasicBlock>([.. Enumerable.Range(0, depth).Select(_ => new HandBasicBlock(2 * channels))]);
        head = nn.Linear(2 * channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = stem.call(input);
        foreach (var block in stage1)
        {
            x = block.call(x);
        }

        x = down.call(x);
        foreach (var block in stage2)
        {
            x = block.call(x);
        }

        return head.call(F.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}

public sealed class HandStem : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d norm;

    public HandStem(int channels)
        : base(nameof(HandStem))
    {
        conv = nn.Conv2d(3, channels, 3, padding: 1, bias: false);
        norm = nn.BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => F.relu(norm.call(conv.call(input)));
}

public sealed class HandBasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d norm1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d norm2;

    public HandBasicBlock(int channels)
        : base(nameof(HandBasicBlock))
    {
        conv1 = nn.Conv2d(channels, channels, 3, padding: 1, bias: false);
        norm1 = nn.BatchNorm2d(channels);
        conv2 = nn.Conv2d(channels, channels, 3, padding: 1, bias: false);
        norm2 = nn.BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => F.relu(input + norm2.call(conv2.call(F.relu(norm1.call(conv1.call(input))))));
}

public sealed class HandDownBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d skip;

    public HandDownBlock(int inputs, int outputs)
        : base(nameof(HandDownBlock))
    {
        conv1 = nn.Conv2d(inputs, outputs, 3, stride: 2, padding: 1);
        conv2 = nn.Conv2d(outputs, outputs, 3, padding: 1);
        skip = nn.Conv2d(inputs, outputs, 1, stride: 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => F.relu(skip.call(input) + conv2.call(F.relu(conv1.call(input))));
}
