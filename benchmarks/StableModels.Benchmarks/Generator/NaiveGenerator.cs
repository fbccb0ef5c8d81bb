using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Emission;
using StableModels.Generator.Parsing;

namespace StableModels.Benchmarks.Generator;

/// <summary>How a first generator is usually written: it asks for every class with attributes, and carries symbols and the compilation. The text it writes is ours.</summary>
internal sealed class NaiveGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { AttributeLists.Count: > 0 },
                static (syntax, token) => (INamedTypeSymbol)syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, token)!)
            .Where(static type => type.GetAttributes().Any(static a => a.AttributeClass?.ToDisplayString() is KnownNames.StableModel or KnownNames.ResidualBlock))
            .Combine(context.CompilationProvider);
        context.RegisterSourceOutput(types, static (output, pair) =>
        {
            var (type, compilation) = pair;
            if (DeclarationParser.Parse(type, compilation, output.CancellationToken).Spec is { } spec)
                output.AddSource(spec.Type.HintName, ModelEmitter.Emit(spec));
        });
    }
}
