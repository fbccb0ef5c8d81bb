using System.Globalization;

namespace StableModels.Monitoring;

/// <summary>What the live view shows of a run at one moment, as text.</summary>
internal sealed record ConsoleFigures(StepRecord Step, long TotalSteps, RollingRate ClipRate, double StepsPerSecond)
{
    public double Progress => TotalSteps <= 0 ? 0 : Math.Clamp((double)Step.Step / TotalSteps, 0, 1);

    public TimeSpan? Remaining =>
        StepsPerSecond > 0 && TotalSteps >= Step.Step ? TimeSpan.FromSeconds((TotalSteps - Step.Step) / StepsPerSecond) : null;

    public string Loss => Number(Step.Loss);

    public string GradientNorm => Number(Step.GradientNorm);

    // Of fewer, a share says nothing: the first step alone is clipped in most runs.
    private const int StepsThatMakeAShare = 20;

    /// <summary>The share, and of how many steps it is as long as they are few: a resumed run has seen none of the steps before. Null until there are enough.</summary>
    public string? Clipped => ClipRate.Count < StepsThatMakeAShare ? null
        : string.Create(CultureInfo.InvariantCulture, $"{ClipRate.Value:P0}{(ClipRate.IsFull ? "" : $" of {ClipRate.Count} steps")}");

    public string LearningRate => Step.LearningRate.ToString("0.00e-0", CultureInfo.InvariantCulture);

    /// <summary>Steps a second; null until two steps tell.</summary>
    public string? Speed => StepsPerSecond > 0 ? StepsPerSecond.ToString(StepsPerSecond < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : null;

    public static string Time(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } long_ => long_.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        var short_ => short_.ToString(@"mm\:ss", CultureInfo.InvariantCulture),
    };

    public string Line(string name) => string.Create(CultureInfo.InvariantCulture,
        $"{name}: step {Step.Step}/{TotalSteps} ({Progress:P0})  loss {Loss}  gradient norm {GradientNorm}{(Clipped is null ? "" : $"  clipped {Clipped}")}  learning rate {LearningRate}{(Speed is null ? "" : $"  {Speed} steps/s")}{(Remaining is { } left ? $"  left {Time(left)}" : "")}{(Step.Skipped ? "  (step skipped)" : "")}");

    private static string Number(double value) => !double.IsFinite(value)
        ? "not finite"
        : value.ToString(Math.Abs(value) is >= 1e5 or (< 1e-3 and > 0) ? "0.00e-0" : "G4", CultureInfo.InvariantCulture);
}
