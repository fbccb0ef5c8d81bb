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
        OutOfRange.ThrowIfBelow(depth, 1);
        var blocks = new TBlock[depth];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = block();
        }

        return new ModuleList<TBlock>(blocks);
    }

    /// <summary>
    /// The same for declared blocks that the caller draws, with <c>block.reset_parameters(residualBranches)</c>, before anything else is done with them: until then their own layers have no initial weights.
    /// Drawing is most of what making a large model costs, so generated code does it once, when the depth of the stack is known.
    /// </summary>
    /// <param name="depth">How many; at least 1.</param>
    /// <param name="block">Makes one.</param>
    public static ModuleList<TBlock> Undrawn<TBlock>(long depth, Func<TBlock> block)
        where TBlock : nn.Module
    {
        ArgumentNullException.ThrowIfNull(block);
        return Of(depth, () => Postponed.Make(block));
    }

    /// <summary>One declared block that the caller draws; see <see cref="Undrawn{TBlock}(long, Func{TBlock})"/>.</summary>
    /// <param name="block">Makes it.</param>
    public static TBlock Undrawn<TBlock>(Func<TBlock> block)
        where TBlock : nn.Module => Postponed.Make(block);
}
