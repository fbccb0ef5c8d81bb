namespace StableModels.Generator.Model.Layers;

internal sealed class SinusoidalPositionsLayer : Layer
{
    public override string Attribute => "SinusoidalPositionsAttribute";

    public override string ModuleType => "StableModels.Layers.SinusoidalPositions";

    public override LayerRole Role => LayerRole.Transparent;

    public override string InputArgument => "width";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width");
        use.CheckEven("width", "sines and cosines come in pairs");
        use.CheckFinite("Scale");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override Call Construct(LayerUse use) => new("new " + Names.Layers + "SinusoidalPositions", [use.Size("width").Text, .. use.Written(("Scale", "scale"))]);
}
