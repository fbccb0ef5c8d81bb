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
        if (!(LearningRate > 0) || !SettingRange.IsHeld(LearningRate))
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
        if (!(value >= 0) || !SettingRange.IsHeld(value))
        {
            throw new ArgumentException($"{Name}: {name} = {value} must be 0 or more, and no more than FP32 holds, 3.4e38.", name);
        }
    }

    /// <summary>Refuses a number that is not positive or not finite.</summary>
    private protected void CheckPositive(double value, string name)
    {
        if (!(value > 0) || !SettingRange.IsHeld(value))
        {
            throw new ArgumentException($"{Name}: {name} = {value} must be positive, and no more than FP32 holds, 3.4e38.", name);
        }
    }

    /// <summary>Refuses an epsilon that keeps no division by 0 away: as FP32 it is 0 itself, or becomes so when a bias correction is multiplied in.</summary>
    private protected void CheckEpsilon(double epsilon, string name = "Epsilon")
    {
        CheckPositive(epsilon, name);
        if (epsilon < 1e-30)
        {
            throw new ArgumentException($"{Name}: {name} = {epsilon} is lost in FP32, and a gradient of 0 would be divided by 0. Give 1e-30 or more; 1e-8 is usual.", name);
        }
    }

    /// <summary>Refuses a decay that is negative, or takes more from a weight at each update than there is of it; for decay that is not divided by anything before it is taken.</summary>
    private protected void CheckDecay(double decay, string name = "WeightDecay")
    {
        CheckNotNegative(decay, name);
        if (LearningRate * decay > 1)
        {
            throw new ArgumentException($"{Name}: {name} = {decay} times LearningRate = {LearningRate} is what an update takes from each weight, and more than the weight itself turns it around. Give at most {1 / LearningRate:G3}; 0.01 to 0.1 is usual.", name);
        }
    }
}
