using System.Linq;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Precision;

/// <summary>What a <c>[MixedPrecision]</c> says.</summary>
internal static class DeclaredPrecision
{
    /// <summary>FP16 with the loss scaling switched off.</summary>
    public static bool IsUnscaledHalf(AttributeData precision) =>
        precision.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum } type
        && ScalarTypeName(type) == "Float16"
        && precision.NamedArguments.Any(argument => argument is { Key: "LossScaling", Value.Value: false });

    private static string? ScalarTypeName(TypedConstant value) =>
        value.Type?.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, value.Value))?.Name;
}
