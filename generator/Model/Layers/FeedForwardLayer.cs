namespace StableModels.Generator.Model.Layers;

internal sealed class FeedForwardLayer : Layer
{
    public override string Attribute => "FeedForwardAttribute";

    public override string ModuleType => "StableModels.Layers.FeedForward";

    public override string InputArgument => "width";

    public override bool IsBranch => true;

    public override string Undrawn => "drawn: false";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width", "hidden");
        use.CheckProbability("Dropout");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.Input.weight";

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "FeedForward",
            [use.Size("width").Text, use.Size("hidden").Text, .. use.Written(("activation", "activation"), ("Bias", "bias"), ("Dropout", "dropout"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => Laws.FeedForward(use, place, use.Text("activation") ?? "Gelu");
}
