using StableModels.Monitoring.Detection;
using StableModels.Training;

namespace StableModels.Monitoring;

/// <summary>
/// An observer that writes files. A disk that is full, or a folder that was taken away, does not stop the training: what cannot be written is left out, the next step tries again, and a finding says so once.
/// </summary>
public abstract class LogObserver : StepObserver
{
    private readonly ToldOnce _notice = new();
    private string? _problem;

    /// <summary>What is written to, for the finding.</summary>
    protected abstract string Target { get; }

    /// <summary>Whether a finding has said that something could not be written.</summary>
    protected bool IsProblemTold => _notice.IsTold;

    /// <inheritdoc/>
    public override void OnStep(Trainer trainer, StepResult result)
    {
        base.OnStep(trainer, result);
        if (!_notice.IsDue(_problem is not null))
            return;
        trainer.Tell(new Finding
        {
            Name = "Log not written",
            Severity = Severity.Warning,
            Step = result.Step,
            Evidence = $"'{Target}' could not be written: {_problem} Training goes on; what belongs there is missing from here on.",
            Advice = "Free space, or bring the folder back: the log goes on by itself then.",
            Link = Detector.PageOf("log not written"),
        });
    }

    /// <summary>Writes, and remembers that it could not.</summary>
    /// <param name="write">Writes to files.</param>
    protected void Try(Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problem ??= SystemReason.Of(exception);
        }
    }
}
