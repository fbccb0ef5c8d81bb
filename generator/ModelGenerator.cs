using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StableModels.Generator.Emission;
using StableModels.Generator.Model;
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
            .Where(static spec => spec is not null)
            .WithTrackingName(step);
        context.RegisterSourceOutput(specs, static (output, spec) =>
            output.AddSource(spec!.Type.HintName, SourceText.From(ModelEmitter.Emit(spec), Encoding.UTF8)));
    }

    private static ModelSpec? Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        // Two of the attributes on one class are a fault, and so is the same one twice: write it once at most.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        return DeclarationAttribute.IsFirst(type, context.Attributes[0])
            ? DeclarationParser.Parse(type, context.SemanticModel.Compilation, token).Spec
            : null;
    }
}
