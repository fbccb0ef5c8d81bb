namespace StableModels.Generator.Model.Layers;

internal sealed class SelfAttentionLayer : Layer
{
    public override string Attribute => "SelfAttentionAttribute";

    public override string ModuleType => "StableModels.Layers.SelfAttention";

    public override string InputArgument => "width";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width", "heads");
        use.CheckDivides("width", "heads");
        use.CheckProbability("Dropout");
    }

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "SelfAttention",
            [use.Size("width").Text, use.Size("heads").Text, .. use.Written(("Causal", "causal"), ("Dropout", "dropout"), ("Bias", "bias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) =>
        Branch.Initialise(use, place, use.Size("width"), "query, key, value", use.Size("width"));
}
