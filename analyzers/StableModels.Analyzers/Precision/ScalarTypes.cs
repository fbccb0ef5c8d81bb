using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Precision;

/// <summary>TorchSharp's scalar types, written as <c>ScalarType.Float16</c>, <c>torch.float16</c> or <c>torch.half</c>.</summary>
internal static class ScalarTypes
{
    /// <summary>The enumeration member's name, or null where the value is not known.</summary>
    public static string? NameOf(IOperation value) => value switch
    {
        IFieldReferenceOperation { Field: { ContainingType.TypeKind: TypeKind.Enum } member } => member.Name,
        { ConstantValue: { HasValue: true, Value: { } constant }, Type: INamedTypeSymbol { TypeKind: TypeKind.Enum } type } =>
            type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => member.HasConstantValue && constant.Equals(member.ConstantValue))?.Name,
        IPropertyReferenceOperation { Instance: null, Property.Name: var name } => FromAlias(name),
        IFieldReferenceOperation { Instance: null, Field.Name: var name } => FromAlias(name),
        _ => null,
    };

    private static string? FromAlias(string name) => name switch
    {
        "float16" or "half" => "Float16",
        "bfloat16" => "BFloat16",
        "float32" or "float" => "Float32",
        "float64" or "double" => "Float64",
        _ => null,
    };
}
