namespace StableModels.Generator.Model.Layers;

internal sealed class BilinearLayer : Layer
{
    public override string Attribute => "BilinearAttribute";

    public override string ModuleType => "TorchSharp.Modules.Bilinear";

    public override bool TakesOneTensor => false;

    public override Shape Output(LayerUse use, Shape input) => Shape.Features(use.Size("outputs").Value);

    public override void Check(LayerUse use) => use.CheckPositive("first", "second", "outputs");

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "Bilinear", [use.Size("first").Text, use.Size("second").Text, use.Size("outputs").Text, .. use.Written(("Bias", "hasBias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        // The product of two unit signals: the fan-in is the product of both widths, as the law reads it from the weight's shape.
        yield return use.Law("weight", Laws.Text(place, $"{use.Size("first").Factor} * {use.Size("second").Factor}", null), Laws.Draw(place, $"{use.Field}.weight"));
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", "0", Laws.Zero($"{use.Field}.bias!"));
        }
    }
}
