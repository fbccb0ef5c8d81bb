using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>The framework that the tests run on, as references for the sources under test.</summary>
internal static class FrameworkReferences
{
    private static readonly string[] Trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    private static readonly string[] CommonNames =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Concurrent", "System.Console", "System.Linq",
        "System.Threading", "System.Threading.Tasks.Parallel", "System.Memory", "System.Diagnostics.Process", "System.ComponentModel.Primitives",
        "System.Runtime.Numerics", "System.Private.Uri", "System.Text.Json", "System.Net.Http", "System.IO.Compression", "System.Text.RegularExpressions",
        "System.Diagnostics.DiagnosticSource", "System.ComponentModel.Annotations",
    ];

    public static IReadOnlyList<MetadataReference> All { get; } =
        [.. Trusted.Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>What programs usually use: a third of the time that all of them cost per compilation.</summary>
    public static IReadOnlyList<MetadataReference> Common { get; } =
        [.. All.Where(r => CommonNames.Contains(Path.GetFileNameWithoutExtension(((PortableExecutableReference)r).FilePath), StringComparer.Ordinal))];

    /// <summary>The packages that the runtime's public members mention.</summary>
    public static IReadOnlyList<MetadataReference> Packages { get; } =
        [.. Trusted.Where(path => Path.GetFileName(path) is "Spectre.Console.dll" or "Google.Protobuf.dll").Select(path => MetadataReference.CreateFromFile(path))];
}
