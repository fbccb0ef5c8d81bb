using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes what mixed precision converts; the casts around it are in <c>forward</c>.</summary>
internal static class PrecisionEmitter
{
    private const string ScalarType = "global::TorchSharp.torch.ScalarType";

    public static void EmitField(Members members, ModelSpec spec)
    {
        if (spec.Half?.TypeField is { } field)
        {
            members.Field($"private {ScalarType}? {field}; // What products with a tied table are computed in; null for the table's own type.");
        }
    }

    public static void Emit(Members members, ModelSpec spec)
    {
        if (spec.Half is not { } half || spec.Declares("ToHalf"))
        {
            return;
        }

        members.Member(
            [
                "<summary>Converts the weights of matrix products, convolutions and attention; norms, tables and scales stay in FP32.</summary>",
                "<param name=\"type\">The half type.</param>",
            ],
            () => members.Writer.Block($"public void ToHalf({ScalarType} type)", () =>
            {
                foreach (var field in half.Fields)
                {
                    members.Writer.Line($"global::StableModels.Precision.HalfWeights.Convert({field}, type);");
                }

                if (half.TypeField is { } type)
                {
                    members.Writer.Line($"{type} = type;");
                }
            }));
    }
}
