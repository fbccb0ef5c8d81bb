namespace StableModels.Generator.Model.Layers;

/// <summary>Embedding and EmbeddingBag.</summary>
internal sealed class EmbeddingLayer(string name) : Layer
{
    public override string Attribute => name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + name;

    public override Shape Input(LayerUse use) => Shape.Tokens;

    public override Shape Output(LayerUse use, Shape input) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("count", "width");
        if (HasPadding(use))
        {
            use.CheckEnough("PaddingIndex", (long)use.Number("PaddingIndex", -1) + 1, "count", $"less than the {use.Size("count")} tokens there are");
        }
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Widens;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + name, [use.Size("count").Text, use.Size("width").Text, .. HasPadding(use) ? use.Written(("PaddingIndex", "padding_idx")) : []]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        var weight = $"{use.Field}.weight!";
        if (place is { Init: null, Feeds: { } stack })
        {
            var depth = $"{stack.Field}.Count";
            yield return use.Law("weight", $"N(0, std²), std = (9N)^(-1/4) / sqrt({use.Size("width").Text}), N the blocks of {stack.Key}", Laws.TFixupEmbedding(weight, depth, use.Size("width").Text, HasPadding(use) ? use.Find("PaddingIndex")!.Literal : null));
            yield break;
        }

        yield return place.Init is null
            ? use.Law("weight", HasPadding(use) ? "N(0, std²), std = 0.02, row of the padding token 0" : "N(0, std²), std = 0.02", Laws.Embedding(weight, HasPadding(use) ? use.Find("PaddingIndex")!.Literal : null))
            : use.Law("weight", Laws.Text(place, use.Size("width").Text, null), Laws.Draw(place, weight));
    }

    private static bool HasPadding(LayerUse use) => use.Number("PaddingIndex", -1) >= 0;
}
