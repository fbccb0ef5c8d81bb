namespace StableModels;

/// <summary>Repeats every place of a plane, the nearest neighbour's way. The property's type is <c>TorchSharp.Modules.Upsample</c>.</summary>
public sealed class UpsampleAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="factor">How many times larger every spatial dimension becomes.</param>
    public UpsampleAttribute(long factor)
    {
        Factor = factor;
    }

    /// <inheritdoc cref="UpsampleAttribute(long)" />
    public UpsampleAttribute(string factor)
        : base(factor)
    {
    }

    /// <summary>How many times larger every spatial dimension becomes; 0 where it is a size of this class.</summary>
    public long Factor { get; }

    /// <summary>How many spatial dimensions there are. Default 2.</summary>
    public long Dimensions { get; set; } = 2;
}
