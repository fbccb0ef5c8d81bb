namespace StableModels.Analyzers;

/// <summary>Every threshold, one a line; each is explained on its rule's page.</summary>
internal static class RuleOptions
{
}
