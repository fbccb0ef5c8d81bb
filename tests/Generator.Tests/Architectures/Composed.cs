using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>Classes of every kind in one another: streams in streams, streams in blocks, stacks of each, and a module by hand.</summary>
[StableModel]
internal sealed partial class Composed(int width, int depth)
{
    [Layer] public partial Front First { get; }

    [Stack(nameof(depth))] public partial ModuleList<Front> Fronts { get; }

    [Stack(nameof(depth))] public partial ModuleList<Mixing> Blocks { get; }

    [Layer] public partial ByHand Own { get; }

    [Gru(nameof(width), nameof(width))] public partial GRU Memory { get; }

    [Linear(nameof(width), 4)] public partial Linear Head { get; }
}

[Sequence]
internal sealed partial class Front(int width)
{
    [Linear(nameof(width), nameof(width))] public partial Linear In { get; }

    [Layer] public partial Inner Nested { get; }
}

[Sequence]
internal sealed partial class Inner(int width)
{
    [Linear(nameof(width), nameof(width))] public partial Linear Only { get; }
}

[ResidualBlock]
internal sealed partial class Mixing(int width)
{
    [Branch, Layer] public partial Inner Part { get; }

    [Branch, FeedForward(nameof(width), "2 * width")] public partial FeedForward Mlp { get; }
}

internal sealed class ByHand : nn.Module<Tensor, Tensor>
{
    private readonly Linear _linear;

    public ByHand(int width)
        : base(nameof(ByHand))
    {
        _linear = nn.Linear(width, width);
        register_module("linear", _linear);
    }

    public void reset_parameters() => nn.init.orthogonal_(_linear.weight);

    public override Tensor forward(Tensor input) => _linear.call(input);

    protected override void RegisterComponents()
    {
    }
}
