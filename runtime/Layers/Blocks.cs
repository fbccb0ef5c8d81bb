using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Makes the same block several times.</summary>
public static class Blocks
{
    /// <summary>A list of <paramref name="depth"/> blocks, each with weights of its own.</summary>
    /// <param name="depth">How many; at least 1.</param>
    /// <param name="block">Makes one.</param>
    public static ModuleList<TBlock> Of<TBlock>(long depth, Func<TBlock> block)
        where TBlock : nn.Module
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        var blocks = new TBlock[depth];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = block();
        }

        return new ModuleList<TBlock>(blocks);
    }
}
