namespace StableModels.Training;

/// <summary>No update was possible for many steps in a row, or the gradients never arrive. The message says what to look at.</summary>
public sealed class TrainingStalledException : InvalidOperationException
{
    /// <inheritdoc/>
    public TrainingStalledException()
    {
    }

    /// <inheritdoc/>
    public TrainingStalledException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public TrainingStalledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
