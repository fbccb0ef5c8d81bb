using StableModels.Layers;
using TorchSharp.Modules;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A class whose first layer would be made before the size of its second is known to be wrong.</summary>
[Sequence]
internal sealed partial class CheckedFirst(int width)
{
    [Layer] public partial Counted First { get; }

    [Linear(8, nameof(width))] public partial Linear Second { get; }
}

/// <summary>Counts how often it is made.</summary>
internal sealed class Counted : Layer
{
    public Counted()
        : base(nameof(Counted)) => Made++;

    public static int Made { get; set; }

    public override TorchSharp.torch.Tensor forward(TorchSharp.torch.Tensor input) => input;
}
