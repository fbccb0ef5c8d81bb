namespace StableModels.Generator.Model.Layers;

/// <summary>A norm over the features of each position.</summary>
internal abstract class FeatureNormLayer : Layer
{
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
}
