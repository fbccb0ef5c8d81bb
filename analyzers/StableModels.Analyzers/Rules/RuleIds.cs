namespace StableModels.Analyzers;

/// <summary>Every id, once. An id is never given to another rule.</summary>
internal static class RuleIds
{
    // SM1xxx: architecture
    public const string PostNorm = "SM1001";
}
