using System.Runtime.CompilerServices;

namespace StableModels.Initialization;

/// <summary>
/// DeepScaleLM (Kedia et al. 2024, arXiv 2403.09635, "Transformers Get Stable"): the stream is <c>lambda x + beta f(x)</c> with lambda² + beta² = 1, and the matrices
/// start such that every branch has output variance 1 under dropout and the correlation between tokens, so that signal and gradient keep their size through hundreds of layers.
/// </summary>
/// <remarks>
/// The correlation r between two tokens' vectors starts at 0.221 (1 - p) (a Zipf vocabulary), and each branch moves it: attention outputs correlate by 1 - p,
/// feed-forward outputs by (1 - p)(r + (√(1 - r²) - r arccos r) / π), ReLU's arc-cosine kernel.
/// </remarks>
/// <param name="Width">The model's width d.</param>
/// <param name="Layers">N, blocks of attention and feed-forward; beta² = 1/N.</param>
/// <param name="Dropout">p, the share of a branch's output that training drops.</param>
public sealed record DeepScaleLm(long Width, long Layers, double Dropout = 0)
{
    /// <summary>The model's width d.</summary>
    public long Width { get; init; } = Positive(Width);

    /// <summary>N, blocks of attention and feed-forward.</summary>
    public long Layers { get; init; } = Positive(Layers);

    /// <summary>p, the share of a branch's output that training drops.</summary>
    public double Dropout { get; init; } = Dropout is >= 0 and < 1
        ? Dropout
        : throw new ArgumentOutOfRangeException(nameof(Dropout), Dropout, "Dropout is a share of values: at least 0 and less than 1.");

    /// <summary>The factor on the shortcut, √(1 - 1/N).</summary>
    public double Lambda => Math.Sqrt(1 - 1.0 / Layers);

    /// <summary>The factor on every branch, √(1/N).</summary>
    public double Beta => Math.Sqrt(1.0 / Layers);

    /// <summary>The law of query and key projections: 1/√d.</summary>
    public InitialLaw QueryKey => new Normal(1 / Math.Sqrt(Width));

    /// <summary>The law of each of the tables whose vectors are added up at the input: √((1 - p) / tables).</summary>
    /// <param name="tables">How many: tokens and positions are 2.</param>
    public InitialLaw Embedding(int tables) => new Normal(Math.Sqrt((1 - Dropout) / Positive(tables)));

    /// <summary>The law of the value and of the output projection of one layer: √(√((1 - p) / r) / d), r the tokens' correlation there.</summary>
    /// <param name="layer">The layer, counted from 0.</param>
    public InitialLaw Value(long layer) => new Normal(Math.Sqrt(Math.Sqrt((1 - Dropout) / Correlation(layer)) / Width));

    /// <summary>The law of both feed-forward matrices: σ⁴ = (1 - p) / (d hidden E[φ²]), which is √(√((1 - p)/2) / d) for ReLU and hidden = 4d.</summary>
    /// <param name="hidden">The size between the two.</param>
    /// <param name="activation">What stands between them.</param>
    public InitialLaw FeedForward(long hidden, Activation activation = Activation.Relu)
    {
        var gain = Gain.For(activation);
        return new Normal(Math.Pow((1 - Dropout) * gain * gain / ((double)Width * Positive(hidden)), 0.25));
    }

    /// <summary>The correlation between two tokens' vectors at the input of a layer.</summary>
    /// <param name="layer">The layer, counted from 0.</param>
    public double Correlation(long layer)
    {
        OutOfRange.ThrowIfBelow(layer, 0);
        OutOfRange.ThrowIfAbove(layer, Layers - 1);
        var beta = 1.0 / Layers;
        var r = 0.221 * (1 - Dropout);
        for (var i = 0L; i < layer; i++)
        {
            r = (1 - beta) * r + beta * (1 - Dropout);
            var kernel = r + (Math.Sqrt(1 - r * r) - r * Math.Acos(r)) / Math.PI;
            r = (1 - beta) * r + beta * (1 - Dropout) * kernel;
        }

        return r;
    }

    private static long Positive(long value, [CallerArgumentExpression(nameof(value))] string name = "") => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Widths, layers and tables are counted from 1.");
}
