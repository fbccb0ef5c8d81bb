namespace StableModels;

/// <summary>Where the project is read; compiled into each assembly whose messages link to a page.</summary>
internal static class ProjectSite
{
    public const string Docs = "https://github.com/stablemodels/stablemodels/blob/main/docs/";
}
