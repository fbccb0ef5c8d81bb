namespace StableModels.Analyzers;

/// <summary>The families of rules; the thousands of an id say the same.</summary>
internal static class RuleCategories
{
    public const string Declarations = "StableModels.Declarations";
    public const string Architecture = "StableModels.Architecture";
    public const string Initialization = "StableModels.Initialization";
    public const string Optimization = "StableModels.Optimization";
    public const string Precision = "StableModels.Precision";
    public const string Traps = "StableModels.TorchSharp";
    public const string FineTuning = "StableModels.FineTuning";
}
