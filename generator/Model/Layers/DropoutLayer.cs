namespace StableModels.Generator.Model.Layers;

/// <summary>Dropout and stochastic depth.</summary>
internal sealed class DropoutLayer(string attribute, string moduleType, string constructor) : Layer
{
    public override string Attribute => attribute;

    public override string ModuleType => moduleType;

    public override LayerRole Role => LayerRole.Transparent;

    public override bool TakesNumber(string parameter) => true;

    public override void Check(LayerUse use) => use.CheckProbability("p");

    public override Call Construct(LayerUse use) => new(constructor, use.Find("p")!.Literal);
}
