namespace StableModels.Generator.Model.Layers;

internal sealed class CrossAttentionLayer : Layer
{
    public override string Attribute => "CrossAttentionAttribute";

    public override string ModuleType => "StableModels.Layers.CrossAttention";

    public override bool TakesOneTensor => false;

    public override bool IsBranch => true;

    public override string Undrawn => "drawn: false";

    public override bool TakesSize(string property) => property is "MemoryWidth" or "KeyValueHeads";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override string InputArgument => "width";

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width", "heads");
        use.CheckGiven("MemoryWidth");
        use.CheckShares("heads", "KeyValueHeads");
        use.CheckDivides("width", "heads");
        use.CheckProbability("Dropout");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Own;

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "CrossAttention",
            [use.Size("width").Text, use.Size("heads").Text, .. use.Written(("MemoryWidth", "memoryWidth"), ("KeyValueHeads", "keyValueHeads"), ("Bias", "bias"), ("Dropout", "dropout"), ("QkNorm", "qkNorm"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => Laws.Attention(use, place);
}
