using System.Runtime.CompilerServices;

namespace StableModels.Initialization;

/// <summary>
/// T-Fixup (Huang et al. 2020): Transformers without normalisation and without warm-up. Every matrix is Xavier's; the value, output and feed-forward
/// matrices are scaled, 0.67 N^-¼ in the encoder and (9M)^-¼ in the decoder (cross-attention included), and so are the embeddings.
/// </summary>
/// <param name="EncoderLayers">N.</param>
/// <param name="DecoderLayers">M.</param>
public sealed record TFixup(long EncoderLayers, long DecoderLayers)
{
    /// <summary>N.</summary>
    public long EncoderLayers { get; init; } = Positive(EncoderLayers);

    /// <summary>M.</summary>
    public long DecoderLayers { get; init; } = Positive(DecoderLayers);

    /// <summary>0.67 N^-¼.</summary>
    public double EncoderScale => 0.67 * Math.Pow(EncoderLayers, -0.25);

    /// <summary>(9M)^-¼.</summary>
    public double DecoderScale => Math.Pow(9.0 * DecoderLayers, -0.25);

    /// <summary>The law of query and key projections.</summary>
    public InitialLaw QueryKey { get; } = new Xavier();

    /// <summary>The law of value, output and feed-forward matrices of the encoder.</summary>
    public InitialLaw EncoderValue => new Xavier(EncoderScale);

    /// <summary>The law of value, output and feed-forward matrices of the decoder.</summary>
    public InitialLaw DecoderValue => new Xavier(DecoderScale);

    /// <summary>The law of the encoder's embeddings: N(0, 1/width) times (9N)^-¼.</summary>
    /// <param name="width">The embedding's width.</param>
    /// <param name="paddingIndex">The row of the padding token, which starts at 0; null for none.</param>
    public InitialLaw EncoderEmbedding(long width, long? paddingIndex = null)
    {
        var deviation = 1 / Math.Sqrt(Positive(width));
        InitialLaw law = paddingIndex is { } row ? new EmbeddingNormal(deviation, row) : new Normal(deviation);
        return law.Times(Math.Pow(9.0 * EncoderLayers, -0.25));
    }

    /// <summary>The law of the decoder's embeddings: N(0, 1/width) times (9M)^-¼.</summary>
    public InitialLaw DecoderEmbedding(long width) => new Normal(1 / Math.Sqrt(Positive(width))).Times(DecoderScale);

    private static long Positive(long value, [CallerArgumentExpression(nameof(value))] string name = "") => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Layers and widths are counted from 1.");
}
