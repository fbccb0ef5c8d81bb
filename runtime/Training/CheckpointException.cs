namespace StableModels.Training;

/// <summary>A checkpoint that cannot be written, is damaged, or does not belong to this run. The message says what to do.</summary>
public sealed class CheckpointException : IOException
{
    /// <inheritdoc/>
    public CheckpointException()
    {
    }

    /// <inheritdoc/>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The newest intact checkpoint before the damaged one; null when there is none.</summary>
    public string? PreviousIntact { get; init; }
}
