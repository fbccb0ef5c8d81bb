using System.Runtime.CompilerServices;

namespace StableModels.Initialization;

/// <summary>
/// DeepNorm (Wang et al. 2022, arXiv 2203.00555): the stream is <c>x = norm(alpha x + f(x))</c> and the four matrices that carry values
/// (feed-forward 1 and 2, value and output projection) start with Xavier gain beta. It bounds how much one update can change the model, whatever the depth.
/// </summary>
/// <remarks>alpha * beta = 1/√2 for stacks without cross-attention. Queries and keys keep gain 1.</remarks>
/// <param name="Alpha">The factor on the shortcut.</param>
/// <param name="Beta">The gain of the value-carrying matrices.</param>
public sealed record DeepNorm(double Alpha, double Beta)
{
    /// <summary>The law of query and key projections.</summary>
    public InitialLaw QueryKey { get; } = new Xavier();

    /// <summary>The law of feed-forward, value and output projections.</summary>
    public InitialLaw Value => new Xavier(Beta);

    /// <summary>Encoder only or decoder only: alpha = (2N)^¼, beta = (8N)^-¼.</summary>
    /// <param name="layers">N, blocks of attention and feed-forward.</param>
    public static DeepNorm ForStack(long layers) =>
        new(Math.Pow(2.0 * Layers(layers), 0.25), Math.Pow(8.0 * layers, -0.25));

    /// <summary>
    /// The encoder of an encoder-decoder: alpha = 0.81 (N⁴M)^(1/16), beta = 0.87 (N⁴M)^(-1/16).
    /// </summary>
    /// <remarks>The paper's table. A public implementation divides by (N⁴M)^(1/16) / 1.15, which makes the gain 1.15 times instead of 0.87 = 1/1.15 times: it looks inverted and is not followed here.</remarks>
    /// <param name="encoderLayers">N.</param>
    /// <param name="decoderLayers">M.</param>
    public static DeepNorm ForEncoder(long encoderLayers, long decoderLayers)
    {
        var root = Math.Pow(Math.Pow(Layers(encoderLayers), 4) * Layers(decoderLayers), 1.0 / 16);
        return new(0.81 * root, 0.87 / root);
    }

    /// <summary>The decoder of an encoder-decoder, with three branches a block: alpha = (3M)^¼, beta = (12M)^-¼.</summary>
    /// <param name="decoderLayers">M.</param>
    public static DeepNorm ForDecoder(long decoderLayers) =>
        new(Math.Pow(3.0 * Layers(decoderLayers), 0.25), Math.Pow(12.0 * decoderLayers, -0.25));

    private static long Layers(long layers, [CallerArgumentExpression(nameof(layers))] string name = "") => layers > 0
        ? layers
        : throw new ArgumentOutOfRangeException(name, layers, "A stack has at least one layer.");
}
