namespace StableModels.Training;

/// <summary>
/// Ramps the number of micro-batches per update: start + floor(consumed / (batches / steps of the ramp)) * increment, as Megatron-LM ramps its batch size. Small batches at first
/// take more updates out of the same data while the model still changes fast.
/// </summary>
/// <param name="Start">Micro-batches per update at first.</param>
/// <param name="Full">Micro-batches per update at the end.</param>
/// <param name="Batches">How many batches the ramp takes.</param>
public sealed record BatchRamp(int Start, int Full, long Batches) : ITrainingPart
{
    /// <summary>Micro-batches added at a time. Default 1.</summary>
    public int Increment { get; init; } = 1;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Start < 1 || Full <= Start || Batches < 1 || Increment < 1 || (Full - Start) % Increment != 0)
        {
            throw new ArgumentException(
                $"BatchRamp({Start}, {Full}, {Batches}) with Increment {Increment}: start at 1 or more, end higher, take at least 1 batch, and let the increment divide the difference of {Full - Start}.");
        }
    }

    /// <summary>The micro-batches of the update that comes after so many batches.</summary>
    /// <param name="consumed">Batches consumed before it.</param>
    public int MicroBatchesAfter(long consumed)
    {
        if (consumed >= Batches)
        {
            return Full;
        }

        var increments = (Full - Start) / Increment;
        return Start + ((int)((Int128)consumed * increments / Batches) * Increment);
    }
}
