namespace StableModels;

/// <summary>How residual branches are kept small enough for the stream not to grow with depth.</summary>
public enum ResidualScale
{
    /// <summary>The last projection of every branch starts 1/sqrt(number of branches in the stack) times smaller (GPT-2).</summary>
    DepthScaled,

    /// <summary>
    /// norm(alpha x + f(x)), with alpha = (2N)^(1/4) and gain (8N)^(-1/4) for N layers (Wang et al. 2022). Goes with <see cref="NormPlacement.Post"/>.
    /// In an encoder-decoder, blocks with cross-attention have the decoder's alpha = (3M)^(1/4) and gain (12M)^(-1/4), and the encoder's need <see cref="ResidualBlockAttribute.DecoderLayers"/>.
    /// A class that writes its own <c>forward</c> finds alpha in its generated property <c>ShortcutScale</c>.
    /// </summary>
    DeepNorm,

    /// <summary>x + gamma * f(x), gamma a learned vector that starts small (Touvron et al. 2021).</summary>
    LayerScale,

    /// <summary>x + alpha f(x), alpha one learned number that starts at 0 (Bachlechner et al. 2020).</summary>
    ReZero,

    /// <summary>No norm: inner projections scaled by L^(-1/(2m-2)), the last one 0, one learned multiplier and scalar biases per branch (Zhang et al. 2019).</summary>
    Fixup,

    /// <summary>
    /// No norm and no warm-up: Xavier's law with the value, output and feed-forward matrices 0.67 N^(-1/4) times smaller in an encoder and (9M)^(-1/4) in a decoder, and embeddings to match
    /// (Huang et al. 2020).
    /// </summary>
    TFixup,

    /// <summary>lambda x + beta f(x), lambda^2 + beta^2 = 1, beta^2 = 1/(number of blocks) (Kedia et al. 2024).</summary>
    DeepScaleLM,

    /// <summary>x + f(x), branches initialised like any other layer: the stream's variance grows with depth.</summary>
    None,
}
