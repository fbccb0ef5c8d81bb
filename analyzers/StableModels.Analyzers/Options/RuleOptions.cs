namespace StableModels.Analyzers;

/// <summary>Every threshold, one a line; each is explained on its rule's page.</summary>
internal static class RuleOptions
{
    /// <summary>Clip thresholds above this hardly ever act.</summary>
    public static readonly RuleOption LargestClipThreshold = new(RuleIds.ClipThreshold, "largest", 100);
}
