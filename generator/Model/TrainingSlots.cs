namespace StableModels.Generator.Model;

/// <summary>The kinds of training of which a model has one each: the attribute classes that stand for them.</summary>
internal static class TrainingSlots
{
    public const string Optimizer = "OptimizerAttribute";

    public const string Warmup = "WarmupAttribute";

    public const string Decay = "DecayAttribute";

    public const string Clipping = "ClippingAttribute";

    public const string Precision = "PrecisionAttribute";
}
