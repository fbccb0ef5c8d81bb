using System.Runtime.CompilerServices;

namespace StableModels.Generator.Tests.Harness;

/// <summary>Files beside the tests' sources.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder of this test project.</summary>
    public static string Tests { get; } = Path.GetDirectoryName(Path.GetDirectoryName(Here()))!;

    private static string Here([CallerFilePath] string path = "") => path;
}
