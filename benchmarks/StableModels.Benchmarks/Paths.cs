namespace StableModels.Benchmarks;

/// <summary>Where the repository lies, found from the benchmark's assembly upwards.</summary>
internal static class Paths
{
    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "StableModels.sln"))
            ? folder
            : Find(Directory.GetParent(folder)?.FullName
                ?? throw new DirectoryNotFoundException("StableModels.sln was not found above the benchmarks' assembly."));
}
