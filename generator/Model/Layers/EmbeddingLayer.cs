namespace StableModels.Generator.Model.Layers;

/// <summary>Embedding and EmbeddingBag.</summary>
internal sealed class EmbeddingLayer(string name) : Layer
{
    public override string Attribute => name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + name;

    public override bool TakesSize(string property) => string.Equals(property, "PaddingIndex", StringComparison.Ordinal);

    public override Shape Input(LayerUse use) => Shape.Tokens;

    public override Shape Output(LayerUse use, Shape input) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("count", "width");
        if (Padding(use) is null)
        {
            return;
        }

        use.CheckNotNegative("PaddingIndex");
        use.CheckBelow("PaddingIndex", use.Size("count"), Size.Of(1), $"less than the {use.Size("count")} tokens there are");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Widens;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + name, [use.Size("count").Text, use.Size("width").Text, .. Padding(use) is { } padding ? new[] { "padding_idx: " + padding } : []]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        var weight = $"{use.Field}.weight!";
        var padding = Padding(use);
        if (place is { Init: null, Feeds: { } stack })
        {
            var depth = $"{stack.Field}.Count";
            yield return use.Law("weight", $"N(0, std²), std = (9N)^(-1/4) / sqrt({use.Size("width").Text}), N the blocks of {stack.Key}", Laws.TFixupEmbedding(weight, depth, use.Size("width").Text, padding));
            yield break;
        }

        yield return place.Init is null
            ? use.Law("weight", padding is null ? "N(0, std²), std = 0.02" : "N(0, std²), std = 0.02, row of the padding token 0", Laws.Embedding(weight, padding))
            : use.Law("weight", Laws.Text(place, use.Size("width").Text, null), Laws.Draw(place, weight));
    }

    /// <summary>The padding token as C#; null for none, which is -1.</summary>
    private static string? Padding(LayerUse use) => use.Find("PaddingIndex")?.Size is { } padding && padding.Value.Value != -1 ? padding.Text : null;
}
