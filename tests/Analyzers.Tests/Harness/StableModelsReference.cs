using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>
/// StableModels.dll as the rules see it: the runtime's sources compiled against the TorchSharp stub, which also proves that
/// the runtime declares nothing over members that TorchSharp does not have.
/// </summary>
internal static class StableModelsReference
{
    private static readonly Lazy<MetadataReference> Compiled = new(Create);

    public static MetadataReference Image => Compiled.Value;

    private static MetadataReference Create()
    {
        string[] outputs = ["bin", "obj"];
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: ["NET", "NET8_0", "NET8_0_OR_GREATER"]);
        var sources = Directory.EnumerateFiles(RepositoryFiles.Runtime, "*.cs", SearchOption.AllDirectories)
            .Where(path => !outputs.Contains(Path.GetRelativePath(RepositoryFiles.Runtime, path).Split(Path.DirectorySeparatorChar)[0], StringComparer.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => WithoutGeneratedBodies(CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)));
        var usings = CSharpSyntaxTree.ParseText(TestCompilation.Usings + "\nglobal using System.Threading;\nglobal using System.Threading.Tasks;", options);
        var compilation = CSharpCompilation.Create(
            "StableModels",
            sources.Append(usings),
            [.. FrameworkReferences.All, .. FrameworkReferences.Packages, TorchSharpStub.Reference],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(metadataOnly: true, tolerateErrors: true));
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20);
            throw new InvalidOperationException("The runtime's declarations do not compile against the TorchSharp stub:\n" + string.Join('\n', errors));
        }

        return MetadataReference.CreateFromImage(ImmutableArray.Create(image.ToArray()));
    }

    // What the framework's own generators implement ([GeneratedRegex]) is given a body here; serialisation contexts, which
    // are internal, are left out.
    private static SyntaxTree WithoutGeneratedBodies(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var contexts = root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(c => c.BaseList?.Types.Any(t => t.Type.ToString().EndsWith("JsonSerializerContext", StringComparison.Ordinal)) == true)
            .ToArray();
        if (contexts.Length > 0)
        {
            root = root.RemoveNodes(contexts, SyntaxRemoveOptions.KeepNoTrivia)!;
            tree = tree.WithRootAndOptions(root, tree.Options);
        }

        var generated = root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(m => m is { Body: null, ExpressionBody: null, AttributeLists.Count: > 0 } && m.Modifiers.Any(SyntaxKind.PartialKeyword))
            .ToArray();
        return generated.Length == 0
            ? tree
            : tree.WithRootAndOptions(
                root.ReplaceNodes(generated, (m, _) => m
                    .WithModifiers(SyntaxFactory.TokenList(m.Modifiers.Where(t => !t.IsKind(SyntaxKind.PartialKeyword))))
                    .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(SyntaxFactory.ParseExpression("throw null!")))),
                tree.Options);
    }
}
