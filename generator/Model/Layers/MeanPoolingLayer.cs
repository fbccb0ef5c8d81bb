namespace StableModels.Generator.Model.Layers;

/// <summary>From a sequence to one vector.</summary>
internal sealed class MeanPoolingLayer : Layer
{
    public override string Attribute => "MeanPoolingAttribute";

    public override string ModuleType => "StableModels.Layers.MeanPooling";

    public override LayerRole Role => LayerRole.Transparent;

    public override Shape Input(LayerUse use) => Shape.Features(null);

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override Call Construct(LayerUse use) => new("new " + Names.Layers + "MeanPooling");
}
