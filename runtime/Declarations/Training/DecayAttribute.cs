namespace StableModels;

/// <summary>The base of the attributes that choose how the learning rate falls after the warm-up. A model declares at most one.</summary>
public abstract class DecayAttribute : TrainingAttribute
{
}
