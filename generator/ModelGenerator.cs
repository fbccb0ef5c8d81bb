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

/// <summary>Expands classes with <c>[StableModel]</c>, <c>[ResidualBlock]</c> or <c>[Sequence]</c>. The analyzers report, from the same parser, and a class that they find faulty is made whole for the compiler, which otherwise would not come to them; where it cannot be made whole, the generator says so itself.</summary>
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
        foreach (var readings in new[] { models, blocks, sequences })
        {
            Write(context, readings, half);
            Report(context, readings);
        }

        // A layer in a class without any of the attributes: nothing is expanded, but it must not keep the compiler from the analyzer that says so.
        var strays = context.SyntaxProvider.CreateSyntaxProvider(static (node, _) => StrayParser.MayBe(node), StrayParser.Parse)
            .Where(static shell => shell is not null)
            .WithTrackingName(TrackingNames.Stray);
        context.RegisterSourceOutput(strays, static (output, shell) => output.AddSource(shell!.Type.HintName, SourceText.From(ShellEmitter.Emit(shell), Encoding.UTF8)));
    }

    private static IncrementalValuesProvider<Reading?> Declarations(IncrementalGeneratorInitializationContext context, string attribute, string step) => context.SyntaxProvider
        .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
        .WithTrackingName(step);

    private static IncrementalValueProvider<ImmutableArray<Reach>> Reaches(IncrementalValuesProvider<Reading?> readings) => readings
        .Where(static reading => reading?.Declaration is not null)
        .Select(static (reading, _) => Reach.Of(reading!.Declaration!))
        .Collect();

    private static void Write(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Reading?> readings, IncrementalValueProvider<EquatableArray<string>> half)
    {
        var expansions = readings
            .Combine(half)
            .Select(static (pair, _) => (Reading: pair.Left, IsMixed: pair.Left?.Declaration is { } declaration && pair.Right.Contains(declaration.Identity, StringComparer.Ordinal)))
            .Select(static (pair, _) => pair.Reading?.Declaration is { } declaration ? Expander.Expand(declaration, pair.IsMixed) : new Expanded(null, pair.Reading?.Shell))
            .WithTrackingName(TrackingNames.Expanded);
        context.RegisterSourceOutput(expansions, static (output, expansion) =>
        {
            if (expansion.Spec is { } spec)
            {
                output.AddSource(spec.Type.HintName, SourceText.From(ModelEmitter.Emit(spec), Encoding.UTF8));
            }
            else if (expansion.Shell is { } shell)
            {
                output.AddSource(shell.Type.HintName, SourceText.From(ShellEmitter.Emit(shell), Encoding.UTF8));
            }
        });
    }

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Reading?> readings) => context.RegisterSourceOutput(
        readings.SelectMany(static (reading, _) => reading?.Unreached ?? default),
        static (output, fault) => output.ReportDiagnostic(UnreachedRule.Diagnostic(fault)));

    /// <summary>Runs for every declared class on every edit, so it reads and writes no text; what is expanded from it runs when it has changed.</summary>
    private static Reading? Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        // Two of the attributes on one class are a fault, and so is the same one twice: write it once at most.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        return DeclarationAttribute.IsFirst(type, context.Attributes[0], context.TargetNode)
            ? DeclarationParser.Read(type, context.SemanticModel.Compilation, token)
            : null;
    }
}
