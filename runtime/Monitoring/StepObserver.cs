using StableModels.Monitoring.Detection;

namespace StableModels.Monitoring;

/// <summary>Something that is told every step and every finding of a run: a report, a log, a dashboard.</summary>
public abstract class StepObserver
{
    /// <summary>Takes a step. Steps come in order; an earlier step than the last means that training went back.</summary>
    public abstract void Record(in StepRecord step);

    /// <summary>Takes a finding. Nothing is done by default.</summary>
    public virtual void Add(Finding finding) => ArgumentNullException.ThrowIfNull(finding);

    /// <summary>Takes a reading of all layers. Nothing is done by default.</summary>
    public virtual void Add(LayerReading reading) => ArgumentNullException.ThrowIfNull(reading);
}
