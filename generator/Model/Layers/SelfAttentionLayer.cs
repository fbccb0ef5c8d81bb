namespace StableModels.Generator.Model.Layers;

internal sealed class SelfAttentionLayer : Layer
{
    public override string Attribute => "SelfAttentionAttribute";

    public override string ModuleType => "StableModels.Layers.SelfAttention";

    public override string InputArgument => "width";

    public override bool IsBranch => true;

    public override string Undrawn => "drawn: false";

    public override bool TakesSize(string property) => string.Equals(property, "KeyValueHeads", StringComparison.Ordinal);

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width", "heads");
        use.CheckNotNegative("LogitSoftCap", "ClipQkv");
        use.CheckShares("heads", "KeyValueHeads");
        if (use.Flag("Rotary", false))
        {
            use.CheckEvenHeads("width", "heads");
        }
        else
        {
            use.CheckDivides("width", "heads");
        }

        use.CheckProbability("Dropout");
        use.CheckAbove("RotaryBase", 1);
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.QueryKeyValue.weight";

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "SelfAttention",
        [
            use.Size("width").Text,
            use.Size("heads").Text,
            .. use.Written(
                ("Causal", "causal"),
                ("KeyValueHeads", "keyValueHeads"),
                ("Bias", "bias"),
                ("Dropout", "dropout"),
                ("QkNorm", "qkNorm"),
                ("LogitSoftCap", "logitSoftCap"),
                ("ClipQkv", "clipQkv"),
                ("Rotary", "rotary"),
                ("RotaryBase", "rotaryBase")),
        ]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => Laws.Attention(use, place);
}
