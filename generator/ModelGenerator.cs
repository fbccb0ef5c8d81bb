using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StableModels.Generator.Emission;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Expansion;
using StableModels.Generator.Parsing;

namespace StableModels.Generator;

/// <summary>Expands classes with <c>[StableModel]</c>, <c>[ResidualBlock]</c> or <c>[Sequence]</c>. Reports nothing: the analyzers do, from the same parser.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, KnownNames.StableModel, TrackingNames.Model);
        Register(context, KnownNames.ResidualBlock, TrackingNames.Block);
        Register(context, KnownNames.Sequence, TrackingNames.Sequence);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute, string step)
    {
        var specs = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .WithTrackingName(step)
            .Select(static (declaration, _) => declaration is null ? null : Expander.Expand(declaration))
            .WithTrackingName(TrackingNames.Expanded);
        context.RegisterSourceOutput(specs, static (output, spec) =>
        {
            if (spec is not null)
            {
                output.AddSource(spec.Type.HintName, SourceText.From(ModelEmitter.Emit(spec), Encoding.UTF8));
            }
        });
    }

    /// <summary>Runs for every declared class on every edit, so it reads and writes no text; what is expanded from it runs when it has changed.</summary>
    private static Declaration? Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        // Two of the attributes on one class are a fault, and so is the same one twice: write it once at most.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        return DeclarationAttribute.IsFirst(type, context.Attributes[0])
            ? DeclarationParser.Read(type, context.SemanticModel.Compilation, token)
            : null;
    }
}
