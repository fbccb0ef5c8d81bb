namespace StableModels.Generator.Model.Layers;

internal sealed class MixtureOfExpertsLayer : Layer
{
    public override string Attribute => "MixtureOfExpertsAttribute";

    public override string ModuleType => "StableModels.Layers.MixtureOfExperts";

    public override string InputArgument => "width";

    public override bool IsBranch => true;

    public override bool TakesSize(string property) => string.Equals(property, "TopK", StringComparison.Ordinal);

    public override string Undrawn => "drawn: false";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width", "hidden", "experts", "TopK");
        use.CheckNotNegative("CapacityFactor", "ZLoss", "BalanceLoss");
        use.CheckAtMost("TopK", 2, "experts", $"at most the {use.Size("experts")} experts there are");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Own;

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "MixtureOfExperts",
        [
            use.Size("width").Text,
            use.Size("hidden").Text,
            use.Size("experts").Text,
            .. use.Written(("TopK", "topK"), ("Activation", "activation"), ("Bias", "bias"), ("CapacityFactor", "capacityFactor"), ("ZLoss", "zLoss"), ("BalanceLoss", "balanceLoss")),
        ]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) =>
        Laws.FeedForward(use, place, use.Text("Activation") ?? "Gelu").Prepend(use.Law("", "router: N(0, std²), std = 0.02", null));
}
