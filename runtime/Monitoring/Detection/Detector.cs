using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>Looks for one failure. A detector is silent unless it is sure: a healthy run must give no finding.</summary>
public abstract class Detector
{
    /// <summary>Where the findings are explained.</summary>
    internal const string Pages = ProjectSite.Docs + "guides/findings.md#";

    private readonly List<Streak> _streaks = [];

    /// <summary>Steps after a finding during which the same detector keeps silent, but for a graver one; by default it speaks once in a run.</summary>
    public virtual long Silence => long.MaxValue;

    /// <summary>Looks at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="trend">The loss so far, this step included.</param>
    /// <returns>What was found, or null.</returns>
    public virtual Finding? OnStep(in StepRecord step, LossTrend trend) => null;

    /// <summary>Looks at a reading of all layers.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="trend">The loss so far.</param>
    /// <returns>What was found, or null.</returns>
    public virtual Finding? OnLayers(LayerReading reading, LossTrend trend) => null;

    /// <summary>Training went back to an earlier step: what was gathered since must be forgotten.</summary>
    public virtual void Rewind() => _streaks.ForEach(streak => streak.Clear());

    /// <summary>Puts what the next steps depend on into a checkpoint.</summary>
    public virtual void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _streaks.ForEach(streak => streak.Save(state));
    }

    /// <summary>Takes it back.</summary>
    public virtual void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _streaks.ForEach(streak => streak.Load(state));
    }

    /// <summary>A streak that goes back, into checkpoints and out of them with the detector.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <param name="needed">How often in a row make a symptom.</param>
    protected Streak NewStreak(string name, int needed = 3)
    {
        var streak = new Streak(name, needed);
        _streaks.Add(streak);
        return streak;
    }

    /// <summary>Where the failure of that name is explained.</summary>
    internal static Uri PageOf(string name) =>
        new(Pages + name.ToLowerInvariant().Replace(' ', '-'));
}
