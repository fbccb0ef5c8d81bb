using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>How often in a row something held. One odd reading is no fault; a few in a row are a symptom. From <see cref="Detector.NewStreak"/>.</summary>
public sealed class Streak
{
    private readonly string _name;
    private readonly int _needed;

    internal Streak(string name, int needed) => (_name, _needed) = (name, needed);

    /// <summary>How often in a row it held, the last time included.</summary>
    public int Length { get; private set; }

    /// <summary>Takes what was seen.</summary>
    /// <returns>Whether it held often enough in a row.</returns>
    public bool Add(bool holds)
    {
        Length = holds ? Length + 1 : 0;
        return Length >= _needed;
    }

    internal void Clear() => Length = 0;

    internal void Save(TrainingState state) => state.Set(_name, (long)Length);

    internal void Load(TrainingState state) => Length = (int)state.Int64(_name);
}
