namespace StableModels.Generator.Model.Layers;

internal sealed class LearnedPositionsLayer : Layer
{
    public override string Attribute => "LearnedPositionsAttribute";

    public override string ModuleType => "StableModels.Layers.LearnedPositions";

    public override LayerRole Role => LayerRole.Transparent;

    public override string InputArgument => "width";

    public override string Undrawn => "drawn: false";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use) => use.CheckPositive("context", "width");

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Widens;

    public override Call Construct(LayerUse use) => new("new " + Names.Layers + "LearnedPositions", use.Size("context").Text, use.Size("width").Text);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        yield return place.Init is null
            ? use.Law("weight", "N(0, std²), std = 0.02", new Call($"{use.Field}.reset_parameters"))
            : use.Law("weight", Laws.Text(place, use.Size("width").Text, null), Laws.Draw(place, $"{use.Field}.weight"));
    }
}
