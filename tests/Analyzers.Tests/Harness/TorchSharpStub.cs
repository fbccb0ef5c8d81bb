using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>
/// An assembly named TorchSharp with the whole public API of TorchSharp 0.106.0 and no bodies, made from the committed
/// list of its members: what the rules see of a user's reference, on machines that cannot restore the package.
/// </summary>
internal static class TorchSharpStub
{
    private static readonly Lazy<MetadataReference> Latest = new(() => Create(new Version(0, 106, 0, 0)));

    /// <summary>TorchSharp 0.106.0, compiled once per test run.</summary>
    public static MetadataReference Reference => Latest.Value;

    /// <summary>The same members under another version number, for rules that depend on it.</summary>
    public static MetadataReference Create(Version version)
    {
        var source = TorchSharpSource.Write(File.ReadLines(RepositoryFiles.ApiList));
        var attributes = "[assembly: System.Reflection.AssemblyVersion(\"" + version + "\")]";
        var compilation = CSharpCompilation.Create(
            "TorchSharp",
            [CSharpSyntaxTree.ParseText(source), CSharpSyntaxTree.ParseText(attributes)],
            FrameworkReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(MissingMembers.Write(compilation)));

        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(metadataOnly: true, includePrivateMembers: true));
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)
                .Select(d => d + "  <-  " + d.Location.SourceTree!.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]);
            throw new InvalidOperationException("The TorchSharp stub does not compile:\n" + string.Join('\n', errors));
        }

        return MetadataReference.CreateFromImage(ImmutableArray.Create(image.ToArray()));
    }
}
