using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Layers;
using StableModels.Generator.Parsing;

namespace StableModels.Analyzers.Declarations;

/// <summary>Walks from a model with [MixedPrecision] to the declared classes that it holds, as the generator does to place the casts.</summary>
internal static class MixedParts
{
    /// <summary>The model's [MixedPrecision], or null.</summary>
    public static AttributeData? AttributeOf(INamedTypeSymbol model) => model.GetAttributes().FirstOrDefault(static a => KnownNames.Derives(a.AttributeClass, TrainingSlots.Precision));

    /// <summary>The classes, each with its layers that stay in FP32 although they could compute in the half type: their class writes its own forward, which has no casts.</summary>
    public static IEnumerable<(INamedTypeSymbol Class, IReadOnlyList<IPropertySymbol> Layers)> StayingWide(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<INamedTypeSymbol>([model]);
        while (open.Count > 0)
        {
            var type = open.Dequeue();
            if (!seen.Add(type.OriginalDefinition) || type.DeclaringSyntaxReferences.Length == 0)
            {
                continue;
            }

            foreach (var part in Parts(type))
            {
                open.Enqueue(part);
            }

            if (DeclarationParser.Read(type, compilation, token).Declaration is { OwnForward: not null } declaration
                && type.GetMembers("ToHalf").All(KnownNames.IsGenerated)
                && declaration.Members.Where(StaysWide).Select(m => type.GetMembers(m.Property).OfType<IPropertySymbol>().First()).ToArray() is { Length: > 0 } layers)
            {
                yield return (type, layers);
            }
        }
    }

    /// <summary>The declared classes that a layer of this class makes: one, or a list of them.</summary>
    private static IEnumerable<INamedTypeSymbol> Parts(INamedTypeSymbol type) => type.GetMembers().OfType<IPropertySymbol>()
        .Where(KnownNames.IsLayer)
        .Select(static p => p.Type is INamedTypeSymbol { TypeArguments: [INamedTypeSymbol element] } ? element : p.Type)
        .OfType<INamedTypeSymbol>()
        .Where(KnownNames.IsDeclared);

    /// <summary>What casts inside is half in any forward; a view of another's weight is as wide as that.</summary>
    private static bool StaysWide(MemberDeclaration member)
    {
        var use = new LayerUse(member, "", "", []);
        return member.Made is null && !use.Layer.IsBranch && use.Text("TiedTo") is null && use.Layer.Arithmetic(use) is (Arithmetic.Half or Arithmetic.HalfWherePossible);
    }
}
