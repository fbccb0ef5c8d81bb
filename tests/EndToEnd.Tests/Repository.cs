namespace StableModels.EndToEnd.Tests;

/// <summary>Where the repository lies, found from the test assembly upwards.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "StableModels.sln"))
            ? folder
            : Find(Directory.GetParent(folder)?.FullName
                ?? throw new DirectoryNotFoundException("StableModels.sln was not found above the test assembly."));
}
