namespace StableModels.Training;

/// <summary>Averages the gradients of several micro-batches before each update.</summary>
/// <param name="MicroBatches">Batches per update.</param>
public sealed record GradientAccumulation(int MicroBatches) : ITrainingPart
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (MicroBatches < 1)
        {
            throw new ArgumentException($"GradientAccumulation({MicroBatches}): an update needs at least 1 micro-batch.", nameof(MicroBatches));
        }
    }
}
