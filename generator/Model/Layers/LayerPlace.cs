namespace StableModels.Generator.Model.Layers;

/// <summary>What of a layer's surroundings decides how it starts.</summary>
/// <param name="Follows">The activation that follows, <c>Identity</c> for none.</param>
/// <param name="InBranch">Whether it stands in a residual branch.</param>
/// <param name="EndsBranch">Whether its output is what the branch adds to the stream.</param>
/// <param name="Scale">How the block keeps its branches small.</param>
/// <param name="Init">The law that the user asked for, or null.</param>
/// <param name="Feeds">For an embedding, the T-Fixup stack that it feeds, or null.</param>
/// <param name="HasMemory">Whether the block attends to a memory: a decoder's.</param>
/// <param name="DecoderLayers">For the encoder's block of an encoder-decoder with DeepNorm: how many blocks the decoder has.</param>
internal sealed record LayerPlace(string Follows, bool InBranch = false, bool EndsBranch = false, string Scale = "None", InitOverride? Init = null, LayerUse? Feeds = null, bool HasMemory = false, Size? DecoderLayers = null)
{
    /// <summary>Ends a branch whose last projection starts smaller with depth.</summary>
    public bool IsDepthScaled => EndsBranch && string.Equals(Scale, "DepthScaled", StringComparison.Ordinal) && Init is not { DepthScaled: false };
}

/// <summary>[Init]: a law by name, its factor and its value, and whether the depth scale stays a factor on it.</summary>
internal sealed record InitOverride(string Law, double Gain, double Value, bool DepthScaled = true);
