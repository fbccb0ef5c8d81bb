namespace StableModels.Generator.Model.Layers;

internal sealed class FlattenLayer : Layer
{
    public override string Attribute => "FlattenAttribute";

    public override string ModuleType => "TorchSharp.Modules.Flatten";

    public override LayerRole Role => LayerRole.Transparent;

    /// <summary>Channels times extents, where all are known.</summary>
    public override Shape Output(LayerUse use, Shape input) => Shape.Features(input.Kind == ShapeKind.Planes && input.Width is not null && input.Spatial.All(static e => e.Size is not null)
        ? input.Spatial.Aggregate(input.Width, static (product, extent) => product * extent.Size!)
        : null);

    public override Call Construct(LayerUse use) => new(Names.Nn + "Flatten");
}
