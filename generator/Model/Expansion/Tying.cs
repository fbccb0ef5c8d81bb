using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Which members have a weight that another may use, and what its shape is.</summary>
internal static class Tying
{
    public static (Polynomial Rows, Polynomial Columns)? WeightShape(LayerUse use) => use.Member.Attribute switch
    {
        "EmbeddingAttribute" => (use.Size("count").Value, use.Size("width").Value),
        "LinearAttribute" when use.Text("TiedTo") is null => (use.Size("outputs").Value, use.Size("inputs").Value),
        _ => null,
    };

    public static string WeightOf(LayerUse use) =>
        string.Equals(use.Member.Attribute, "EmbeddingAttribute", StringComparison.Ordinal) ? $"{use.Field}.weight!" : $"{use.Field}.weight";
}
