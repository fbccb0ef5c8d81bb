using System.Runtime.CompilerServices;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Where the tests find what lies beside them in the repository.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string ApiList => Path.Combine(Root, "tests", "Reference", "torchsharp-0.106.0.api.txt");

    public static string RulePages => Path.Combine(Root, "docs", "rules");

    public static string AnalyzerTests => Path.Combine(Root, "tests", "Analyzers.Tests");

    public static string Runtime => Path.Combine(Root, "runtime");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "StableModels.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests read files of the repository; none found above " + here + ".");
    }
}
