using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>The runtime's names that the parser knows, and how they are recognised.</summary>
internal static class KnownNames
{
    public const string StableModel = "StableModels.StableModelAttribute";
    public const string ResidualBlock = "StableModels.ResidualBlockAttribute";
    public const string Sequence = "StableModels.SequenceAttribute";
    public const string Training = "TrainingAttribute";
    public const string GradientAccumulation = "GradientAccumulationAttribute";
    public const string BatchRamp = "BatchRampAttribute";
    public const string Module = "ModuleAttribute";
    public const string Expands = "ExpandsAttribute";
    public const string ModuleList = "TorchSharp.Modules.ModuleList`1";
    public const string Nn = "TorchSharp.torch+nn";

    /// <summary>Whether the type stands directly in the namespace StableModels.</summary>
    public static bool IsOurs(INamedTypeSymbol? type) =>
        type is { ContainingType: null, ContainingNamespace: { Name: "StableModels", ContainingNamespace.IsGlobalNamespace: true } };

    public static bool IsOurs(INamedTypeSymbol? type, string name) =>
        IsOurs(type) && string.Equals(type!.Name, name, StringComparison.Ordinal);

    /// <summary>Whether the type derives from the class of that name in StableModels.</summary>
    public static bool Derives(INamedTypeSymbol? type, string name)
    {
        for (var t = type?.BaseType; t is not null; t = t.BaseType)
        {
            if (IsOurs(t, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the generator wrote the member, or the implementation of it: analyzers see what it wrote.</summary>
    public static bool IsGenerated(ISymbol member) => member.GetAttributes().Any(static a =>
        string.Equals(a.AttributeClass?.Name, "GeneratedCodeAttribute", StringComparison.Ordinal)
        && a.ConstructorArguments is [{ Value: "StableModels.Generator" }, ..]);

    /// <summary>Whether the property's attribute makes it a layer.</summary>
    public static bool IsLayer(ISymbol property) => property.GetAttributes().Any(static a => Derives(a.AttributeClass, Module));

    /// <summary>Whether the generator expands the class.</summary>
    public static bool IsDeclared(INamedTypeSymbol type) =>
        DeclarationAttribute.Of(type) is not null;

    public static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (IsOurs(attribute.AttributeClass, name))
            {
                return attribute;
            }
        }

        return null;
    }
}
