namespace StableModels.Generator.Model.Layers;

internal sealed class LinearLayer : Layer
{
    public override string Attribute => "LinearAttribute";

    public override string ModuleType => "TorchSharp.Modules.Linear";

    public override string InputArgument => "inputs";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("inputs").Value);

    public override Shape Output(LayerUse use, Shape input) => Shape.Features(use.Size("outputs").Value);

    public override void Check(LayerUse use) => use.CheckPositive("inputs", "outputs");

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.weight";

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "Linear", [use.Size("inputs").Text, use.Size("outputs").Text, .. use.Written(("Bias", "hasBias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        yield return use.Law("weight", Laws.Text(place, use.Size("inputs").Factor, use.Size("inputs").Value.Value), Laws.Draw(place, $"{use.Field}.weight"));
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", "0", Laws.Zero($"{use.Field}.bias!"));
        }
    }
}
