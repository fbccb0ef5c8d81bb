using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>
/// A uniformly random (semi-)orthogonal matrix times gain (Saxe et al. 2014): WᵀW or WWᵀ is gain² I, so a linear map of it neither grows nor
/// shrinks any signal. Convolutions are flattened to [out, in * field].
/// </summary>
/// <remarks>The Q of the QR decomposition of a normal matrix, each column times the sign of R's diagonal, which makes it uniform (Mezzadri 2007).</remarks>
/// <param name="Gain">Every singular value of the matrix.</param>
public sealed record Orthogonal(double Gain = 1) : InitialLaw
{
    /// <summary>Every singular value of the matrix.</summary>
    public double Gain { get; init; } = NotNegative(Gain);

    /// <inheritdoc/>
    public override string Formula =>
        FormattableString.Invariant($"{Gain:G6} / sqrt(max(rows, columns)), orthogonal");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Gain / Math.Sqrt(Math.Max(fans.In, fans.Out / fans.Field));

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator)
    {
        var fans = Fans.Of(weight);
        var (rows, columns) = (fans.Out / fans.Field, fans.In);
        var tall = Math.Max(rows, columns);
        var drawn = empty([tall, Math.Min(rows, columns)], weight.dtype, weight.device).normal_(0, 1, generator);
        var (q, r) = linalg.qr(drawn);
        var uniform = q * r.diagonal().sign();
        if (rows < columns)
            uniform = uniform.t();
        weight.copy_((uniform * (Scale * Gain)).reshape(weight.shape));
    }
}
