using System.Runtime.CompilerServices;

namespace StableModels.Torch.Tests;

/// <summary>Where the committed reference files lie.</summary>
internal static class ReferenceFiles
{
    /// <summary>A file of tests/Reference, which other test projects use too.</summary>
    internal static string Path(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "Reference", name));

    /// <summary>A file of this project's own Reference folder.</summary>
    internal static string Own(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "Reference", name);
}
