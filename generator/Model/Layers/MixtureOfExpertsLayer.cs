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

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        var activation = use.Text("Activation") ?? "Gelu";
        yield return use.Law("", "router: N(0, std²), std = 0.02", null);
        if (place.Init is { } init)
        {
            foreach (var law in Laws.FeedForward(use, place, init, Laws.IsGated(activation)))
            {
                yield return law;
            }

            yield break;
        }

        var scale = place is { EndsBranch: true, Scale: "DepthScaled" } ? Laws.DepthScale : null;
        var depth = scale is null ? "" : " / sqrt(residualBranches)";
        var (width, hidden) = (use.Size("width"), use.Size("hidden"));
        var fanIn = Laws.Text(new LayerPlace(activation), width.Text, width.Value.Value);
        if (Laws.IsGated(activation))
        {
            yield return use.Law("", $"fc1 value: {Laws.Text(new LayerPlace("Identity"), width.Text, width.Value.Value)}", null);
        }

        yield return use.Law("", $"{(Laws.IsGated(activation) ? "fc1 gate" : "fc1")}: {fanIn}", new Call($"{use.Field}.reset_parameters", scale is null ? [] : [scale]));
        yield return use.Law("", $"fc2: N(0, std²), std = 1 / sqrt({hidden.Text}){depth}", null);
    }
}
