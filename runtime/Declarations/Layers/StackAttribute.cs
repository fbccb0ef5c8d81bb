namespace StableModels;

/// <summary>The same block several times, each with weights of its own. The property's type is <c>TorchSharp.Modules.ModuleList&lt;Block&gt;</c>.</summary>
public sealed class StackAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="depth">How many blocks.</param>
    public StackAttribute(string depth)
        : base(depth)
    {
    }

    /// <inheritdoc cref="StackAttribute(string)" />
    public StackAttribute(long depth)
        : base(depth)
    {
    }

    /// <summary>Constructor arguments by name, <c>"width: 2 * width"</c>. A parameter that is not named here takes the enclosing class's parameter of the same name.</summary>
    public string[]? Args { get; set; }

    /// <summary>
    /// Keeps only each block's input for the backward pass and computes the block again there (gradient checkpointing, Chen et al. 2016):
    /// memory for one block instead of all of them, for one more forward pass. Gradients are the same bit for bit. Default false.
    /// </summary>
    public bool Recompute { get; set; }
}
