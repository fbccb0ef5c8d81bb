namespace StableModels.Generator.Model.Layers;

internal sealed class LayerNormLayer : FeatureNormLayer
{
    public override string Attribute => "LayerNormAttribute";

    public override string ModuleType => "TorchSharp.Modules.LayerNorm";

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "LayerNorm", [use.Size("width").Text, .. use.Written(("Epsilon", "eps"), ("Bias", "bias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) =>
        Laws.Norm(use, place, "weight", use.Flag("Bias", true) ? "bias!" : null);
}
