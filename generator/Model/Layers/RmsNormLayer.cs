namespace StableModels.Generator.Model.Layers;

internal sealed class RmsNormLayer : FeatureNormLayer
{
    public override string Attribute => "RmsNormAttribute";

    public override string ModuleType => "StableModels.Layers.RmsNorm";

    public override Call Construct(LayerUse use) => new("new " + Names.Layers + "RmsNorm", [use.Size("width").Text, .. use.Written(("Epsilon", "eps"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => Laws.Norm(use, place, "weight", null);
}
