namespace StableModels.Generator.Model.Layers;

internal sealed class LayerNormLayer : Layer
{
    public override string Attribute => "LayerNormAttribute";

    public override string ModuleType => "TorchSharp.Modules.LayerNorm";

    public override LayerRole Role => LayerRole.Norm;

    public override string InputArgument => "width";

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("width").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("width");
        use.CheckAbove("Epsilon", 0);
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.weight";

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "LayerNorm", [use.Size("width").Text, .. use.Written(("Epsilon", "eps"), ("Bias", "bias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) =>
        Laws.Norm(use, place, "weight", use.Flag("Bias", true) ? "bias!" : null);
}
