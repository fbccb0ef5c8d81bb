namespace StableModels;

/// <summary>The base of the attributes that choose the type that the model computes in. A model declares at most one.</summary>
public abstract class PrecisionAttribute : TrainingAttribute
{
}
