using System.Runtime.CompilerServices;
using StableModels.Training;

namespace StableModels.Schedules;

/// <summary>How the learning rate falls after the warm-up.</summary>
public abstract record DecayPart : ITrainingPart
{
    /// <inheritdoc/>
    public abstract void Validate();

    /// <summary>The factor on the peak learning rate.</summary>
    /// <param name="step">The update, from 0; no less than <paramref name="warmupSteps"/>.</param>
    /// <param name="warmupSteps">Updates that the warm-up took.</param>
    /// <param name="totalSteps">Updates of the whole run.</param>
    public abstract double FactorAt(long step, long warmupSteps, long totalSteps);

    /// <summary>Refuses a final share outside 0 to 1.</summary>
    private protected static void CheckFinal(double final, string part, [CallerArgumentExpression(nameof(final))] string name = "")
    {
        if (!(final >= 0 && final <= 1))
        {
            throw new ArgumentException($"{part}: Final = {final} is not a share of the peak learning rate. Give a number from 0 to 1, such as 0.1.", name);
        }
    }
}
