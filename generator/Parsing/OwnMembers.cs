using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Members of the user's own that stand where the generated part needs its own; all others are kept.</summary>
internal static class OwnMembers
{
    public static void Check(INamedTypeSymbol type, DeclarationKind kind, List<Fault> faults)
    {
        var own = type.GetMembers("register_layers").Where(static m => m is IMethodSymbol);
        if (kind == DeclarationKind.ResidualBlock)
        {
            own = own.Concat(Inherited(type)).Concat(type.GetMembers("ResidualBranches").Where(static m => !KnownNames.IsLayer(m)))
                .Concat(type.GetMembers("reset_parameters").Where(static m => m is IMethodSymbol { Parameters.Length: 0 }));
        }
        else if (kind == DeclarationKind.Model)
        {
            own = own.Concat(Inherited(type));
        }

        if (own.FirstOrDefault(static m => !KnownNames.IsGenerated(m)) is { } member)
        {
            faults.Add(new Fault(Rules.UnsupportedType, new FaultTarget(member.Name), type.Name, $"its {member.Name} is the generated part's to write; remove it, or write the class as a module without attributes"));
        }
    }

    /// <summary>Whether one of them keeps the class from what a model or a block derives from, so that no part of it can say that it does.</summary>
    public static bool AreInTheWay(INamedTypeSymbol type) => Inherited(type).Any(static m => !KnownNames.IsGenerated(m));

    private static IEnumerable<ISymbol> Inherited(INamedTypeSymbol type) => DeclarationAttribute.Of(type)?.AttributeClass?.Name switch
    {
        "ResidualBlockAttribute" => type.GetMembers("reset_parameters").Where(static m => m is IMethodSymbol { Parameters: [{ Type.SpecialType: SpecialType.System_Int64 }, { Type.SpecialType: SpecialType.System_Int64 }] }),
        "StableModelAttribute" => type.GetMembers("ParameterGroups").Where(static m => m is IMethodSymbol { Parameters.Length: 0, ReturnType: not INamedTypeSymbol { Name: "IReadOnlyList", TypeArguments: [{ Name: "ParameterGroup" }] } }),
        _ => [],
    };
}
