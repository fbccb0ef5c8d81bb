namespace StableModels.Training;

/// <summary>
/// Truncated back-propagation through time (Williams and Peng, 1990) for recurrent models: a long sequence is cut into stretches, each of which is one step; the hidden state
/// goes on from stretch to stretch, the gradient does not. <c>Trainer.StepThrough</c> does it.
/// </summary>
/// <param name="Length">Time steps per stretch.</param>
public sealed record TruncatedBackprop(long Length) : ITrainingPart
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (Length < 1)
        {
            throw new ArgumentException($"TruncatedBackprop({Length}): a stretch has at least 1 time step.", nameof(Length));
        }
    }
}
