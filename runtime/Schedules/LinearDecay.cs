namespace StableModels.Schedules;

/// <summary>A straight line from the peak to the final share: 1 - p.</summary>
public sealed record LinearDecay : ProgressDecay
{
    private protected override double Curve(double progress) => 1 - progress;
}
