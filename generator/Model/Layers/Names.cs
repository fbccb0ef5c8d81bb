namespace StableModels.Generator.Model.Layers;

/// <summary>The fully qualified names that generated code is made of.</summary>
internal static class Names
{
    public const string Nn = "global::TorchSharp.torch.nn.";
    public const string Modules = "global::TorchSharp.Modules.";
    public const string Layers = "global::StableModels.Layers.";
    public const string Precision = "global::StableModels.Precision.";
    public const string Laws = "global::StableModels.Initialization.";
    public const string Activation = "global::StableModels.Activation.";
    public const string Tensor = "global::TorchSharp.torch.Tensor";
}
