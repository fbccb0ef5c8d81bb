using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Adds what StableModels' generators write, so that declared models under test are complete programs.</summary>
internal static class Generated
{
    private static readonly Lazy<ISourceGenerator[]> Generators = new(() =>
        [.. System.Reflection.Assembly.Load("StableModels.Generator").GetTypes()
            .Where(t => t.GetCustomAttributes(typeof(GeneratorAttribute), inherit: false).Length > 0)
            .Select(t => ((IIncrementalGenerator)Activator.CreateInstance(t)!).AsSourceGenerator())]);

    public static Compilation With(Compilation compilation) => With(compilation, out _);

    /// <summary>The same, with what the generators say themselves.</summary>
    public static Compilation With(Compilation compilation, out System.Collections.Immutable.ImmutableArray<Diagnostic> said)
    {
        said = [];
        if (!compilation.ReferencedAssemblyNames.Any(a => a.Name == "StableModels"))
        {
            return compilation;
        }

        CSharpGeneratorDriver.Create(Generators.Value, parseOptions: TestCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out said);
        return complete;
    }
}
