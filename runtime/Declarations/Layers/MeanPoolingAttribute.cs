namespace StableModels;

/// <summary>The mean over a sequence: [n, time, width] becomes [n, width]. The property's type is <c>StableModels.Layers.MeanPooling</c>.</summary>
public sealed class MeanPoolingAttribute : ModuleAttribute
{
}
