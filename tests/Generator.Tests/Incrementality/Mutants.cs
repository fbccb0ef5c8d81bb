using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Tests.Incrementality;

/// <summary>Small generators over the same attribute; each but the first breaks one rule of the pipeline.</summary>
internal abstract class Mutant<TModel> : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName("StableModels.StableModelAttribute", static (_, _) => true, (c, _) => Parse((INamedTypeSymbol)c.TargetSymbol));
        context.RegisterSourceOutput(models, (output, model) => output.AddSource("Mutant.g.cs", Emit(model)));
    }

    protected abstract TModel Parse(INamedTypeSymbol type);

    protected abstract string Emit(TModel model);
}

internal sealed class RecordOfStrings : Mutant<RecordOfStrings.Model>
{
    protected override Model Parse(INamedTypeSymbol type) => new(type.Name);

    protected override string Emit(Model model) => $"// {model.Name}";

    internal sealed record Model(string Name);
}

internal sealed class LocationInModel : Mutant<LocationInModel.Model>
{
    protected override Model Parse(INamedTypeSymbol type) => new(type.Name, type.Locations[0]);

    protected override string Emit(Model model) => $"// {model.Name}";

    internal sealed record Model(string Name, Location Where);
}

internal sealed class ArrayInModel : Mutant<ArrayInModel.Model>
{
    protected override Model Parse(INamedTypeSymbol type) => new([type.Name]);

    protected override string Emit(Model model) => $"// {model.Names[0]}";

    internal sealed record Model(ImmutableArray<string> Names);
}

internal sealed class SymbolHiddenFromEquals : Mutant<SymbolHiddenFromEquals.Model>
{
    protected override Model Parse(INamedTypeSymbol type) => new(type.Name, type);

    protected override string Emit(Model model) => $"// {model.Name}";

    internal sealed record Model(string Name, INamedTypeSymbol Type)
    {
        public bool Equals(Model? other) => other is not null && Name == other.Name;

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }
}

internal sealed class AlwaysEqual : Mutant<AlwaysEqual.Model>
{
    protected override Model Parse(INamedTypeSymbol type) => new(string.Join(",", type.GetMembers().Select(static m => m.Name)) + type.ContainingAssembly.GetTypeByMetadataName("Block")!.GetMembers().OfType<IPropertySymbol>().Last().GetAttributes()[0].ConstructorArguments[1].Value);

    protected override string Emit(Model model) => $"// {model.Text}";

    internal sealed record Model(string Text)
    {
        public bool Equals(Model? other) => other is not null;

        public override int GetHashCode() => 0;
    }
}
