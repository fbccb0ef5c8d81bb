using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>What a class is to TorchSharp.</summary>
internal static class ModuleTypes
{
    /// <summary>Whether the class derives from TorchSharp's Module.</summary>
    public static bool IsModule(INamedTypeSymbol type) => Bases(type).Any(IsTorchs);

    /// <summary>Whether it is a Module of one tensor to one tensor.</summary>
    public static bool TakesOneTensor(INamedTypeSymbol type) => Bases(type).Any(static t =>
        IsNn(t) && t is { Name: "Module", TypeArguments: [{ Name: "Tensor" } input, { Name: "Tensor" } result] } && IsTorch(input) && IsTorch(result));

    /// <summary>Whether its weights can be drawn anew with <c>reset_parameters()</c>.</summary>
    public static bool Resets(INamedTypeSymbol type) => Bases(type).SelectMany(static t => t.GetMembers("reset_parameters")).Any(static m =>
        m is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsGenericMethod: false } method && method.Parameters.All(static p => p.IsOptional));

    /// <summary>Whether it is TorchSharp's Module itself.</summary>
    public static bool IsTorchs(INamedTypeSymbol type) => IsNn(type) && type.Name == "Module";

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            yield return t;
        }
    }

    private static bool IsNn(INamedTypeSymbol type) => type.ContainingType is { Name: "nn" } nn && IsTorch(nn);

    private static bool IsTorch(ITypeSymbol type) => type.ContainingType is { Name: "torch", ContainingNamespace.Name: "TorchSharp" };
}
