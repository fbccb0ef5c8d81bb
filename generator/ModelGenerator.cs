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
        var models = Declarations(context, KnownNames.StableModel, TrackingNames.Model);
        var blocks = Declarations(context, KnownNames.ResidualBlock, TrackingNames.Block);
        var sequences = Declarations(context, KnownNames.Sequence, TrackingNames.Sequence);

        // A block gets its casts from the model that holds it, which is another class: the one thing that crosses from class to class.
        var half = Reaches(models).Combine(Reaches(blocks)).Combine(Reaches(sequences))
            .Select(static (all, _) => HalfReach.Of(all.Left.Left.Concat(all.Left.Right).Concat(all.Right)))
            .WithTrackingName(TrackingNames.Half);
        Register(context, models, half);
        Register(context, blocks, half);
        Register(context, sequences, half);
    }

    private static IncrementalValuesProvider<Declaration?> Declarations(IncrementalGeneratorInitializationContext context, string attribute, string step) => context.SyntaxProvider
        .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
        .WithTrackingName(step);

    private static IncrementalValueProvider<ImmutableArray<Reach>> Reaches(IncrementalValuesProvider<Declaration?> declarations) => declarations
        .Where(static declaration => declaration is not null)
        .Select(static (declaration, _) => Reach.Of(declaration!))
        .Collect();

    private static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Declaration?> declarations, IncrementalValueProvider<EquatableArray<string>> half)
    {
        var specs = declarations
            .Combine(half)
            .Select(static (pair, _) => (Declaration: pair.Left, IsMixed: pair.Left is not null && pair.Right.Contains(pair.Left.Identity, StringComparer.Ordinal)))
            .Select(static (pair, _) => pair.Declaration is null ? null : Expander.Expand(pair.Declaration, pair.IsMixed))
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
