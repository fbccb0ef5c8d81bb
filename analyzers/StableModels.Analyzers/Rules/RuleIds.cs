namespace StableModels.Analyzers;

/// <summary>Every id, once. An id is never given to another rule.</summary>
internal static class RuleIds
{
    // SM1xxx: architecture
    public const string PostNorm = "SM1001";

    // SM3xxx: optimisation
    public const string MissingWarmup = "SM3001";
    public const string MissingClipping = "SM3002";
    public const string ClipThreshold = "SM3003";
    public const string MisplacedClipping = "SM3004";
    public const string GradientClearing = "SM3005";
    public const string DecayThroughAdam = "SM3008";
    public const string WastedStep = "SM3009";

    // SM4xxx: precision
    public const string UnscaledHalf = "SM4001";
}
