namespace StableModels.Generator.Model.Layers;

internal sealed class EmbeddingLayer : Layer
{
    public const double Deviation = 0.02;

    public override string Attribute => "EmbeddingAttribute";

    public override string ModuleType => "TorchSharp.Modules.Embedding";

    public override Shape Input(LayerUse use) => Shape.Tokens;

    public override Shape Output(LayerUse use, Shape input) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use) => use.CheckPositive("count", "width");

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "Embedding", [use.Size("count").Text, use.Size("width").Text, .. use.Written(("PaddingIndex", "padding_idx"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        yield return use.Law("weight", "N(0, std²), std = 0.02", Names.Normal(Deviation, $"{use.Field}.weight!"));
    }
}
