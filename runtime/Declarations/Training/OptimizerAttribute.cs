namespace StableModels;

/// <summary>The base of the attributes that choose the optimiser. A model declares exactly one.</summary>
public abstract class OptimizerAttribute : TrainingAttribute
{
}
