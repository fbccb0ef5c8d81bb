namespace StableModels;

/// <summary>The base of the attributes that choose how gradients are clipped. A model declares at most one.</summary>
public abstract class ClippingAttribute : TrainingAttribute
{
}
