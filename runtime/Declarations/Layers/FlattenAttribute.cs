namespace StableModels;

/// <summary>All dimensions but the first as one. The property's type is <c>TorchSharp.Modules.Flatten</c>.</summary>
public sealed class FlattenAttribute : ModuleAttribute
{
}
