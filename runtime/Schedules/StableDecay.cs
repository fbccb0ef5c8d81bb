namespace StableModels.Schedules;

/// <summary>
/// Warm-up, stable, decay (MiniCPM, Hu et al., 2024): the learning rate stays at its peak until the last share of the run and falls there.
/// </summary>
/// <param name="Share">The share of the run that the decay takes, above 0 to 1; 0.1 to 0.2 is usual.</param>
public sealed record StableDecay(double Share) : ProgressDecay
{
    /// <summary>The curve of the decay. Default <see cref="DecayCurve.Linear"/>.</summary>
    public DecayCurve Shape { get; init; } = DecayCurve.Linear;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingRange.RequireDefined(Shape, nameof(StableDecay));
        if (!(Share > 0 && Share <= 1))
        {
            throw new ArgumentException($"StableDecay({Share}): the decay takes a share above 0 and up to 1 of the run, such as 0.1.", nameof(Share));
        }
    }

    private protected override long DecaySteps(long warmupSteps, long totalSteps) => Math.Min(totalSteps - warmupSteps, (long)Math.Round(totalSteps * Share, MidpointRounding.ToEven));

    private protected override double Curve(double progress) => Shape switch
    {
        DecayCurve.Cosine => 0.5 * (1 + Math.Cos(Math.PI * progress)),
        DecayCurve.MinusSqrt => 1 - Math.Sqrt(progress),
        DecayCurve.Exponential => (2 * Math.Pow(0.5, progress)) - 1,
        _ => 1 - progress,
    };
}
