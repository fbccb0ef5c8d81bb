namespace StableModels.Schedules;

/// <summary>Half a cosine from the peak to the final share: (1 + cos(pi p)) / 2 (Loshchilov and Hutter, 2017).</summary>
public sealed record CosineDecay : ProgressDecay
{
    private protected override double Curve(double progress) => 0.5 * (1 + Math.Cos(Math.PI * progress));
}
