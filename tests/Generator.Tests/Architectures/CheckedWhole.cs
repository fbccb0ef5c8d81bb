using StableModels.Layers;
using TorchSharp.Modules;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A class whose first layer would be made before the blocks of its last are known to be impossible.</summary>
[Sequence]
internal sealed partial class CheckedWhole(int width, int heads, double rate)
{
    [Layer] public partial Counted First { get; }

    [Layer(Args = ["size: width", "parts: heads", "drop: rate"])] public partial CheckedMiddle Middle { get; }
}

[Sequence]
internal sealed partial class CheckedMiddle(int size, int parts, double drop)
{
    [Stack(2, Args = ["width: size", "heads: parts"])] public partial ModuleList<CheckedBlock> Blocks { get; }

    [Dropout(nameof(drop))] public partial Dropout Drop { get; }
}

[ResidualBlock]
internal sealed partial class CheckedBlock(int width, int heads)
{
    [SelfAttention(nameof(width), nameof(heads), Rotary = true)] public partial SelfAttention Attention { get; }
}
