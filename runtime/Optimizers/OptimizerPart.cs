using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>The settings of an optimiser.</summary>
public abstract record OptimizerPart : ITrainingPart
{
    /// <summary>The peak learning rate, which the schedule's factor multiplies.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <inheritdoc/>
    public virtual void Validate()
    {
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
        {
            throw new ArgumentException($"{Name}: LearningRate = {LearningRate} does not train. Give a positive, finite number such as 1e-3.", nameof(LearningRate));
        }
    }

    /// <summary>Makes the optimiser with its state for an arena.</summary>
    public abstract FlatOptimizer CreateOptimizer(ParameterArena arena);

    /// <summary>The settings' name for messages.</summary>
    private protected string Name => GetType().Name;

    /// <summary>Refuses a decay rate outside [0, 1).</summary>
    private protected void CheckBeta(double beta, string name)
    {
        if (!(beta >= 0 && beta < 1))
        {
            throw new ArgumentException($"{Name}: {name} = {beta} is not a decay rate. Give a number from 0 (no memory) to just below 1, such as 0.9.", name);
        }
    }

    /// <summary>Refuses a number that is negative or not finite.</summary>
    private protected void CheckNotNegative(double value, string name)
    {
        if (!(value >= 0) || !double.IsFinite(value))
        {
            throw new ArgumentException($"{Name}: {name} = {value} must be 0 or more, and finite.", name);
        }
    }

    /// <summary>Refuses a number that is not positive or not finite.</summary>
    private protected void CheckPositive(double value, string name)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentException($"{Name}: {name} = {value} must be positive and finite.", name);
        }
    }
}
