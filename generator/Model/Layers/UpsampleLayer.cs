namespace StableModels.Generator.Model.Layers;

internal sealed class UpsampleLayer : Layer
{
    public override string Attribute => "UpsampleAttribute";

    public override string ModuleType => "TorchSharp.Modules.Upsample";

    public override LayerRole Role => LayerRole.Transparent;

    public override Shape Input(LayerUse use) => Shape.Planes(null, Enumerable.Repeat(new Extent(null), Dimensions(use)));

    public override Shape Output(LayerUse use, Shape input) =>
        Shape.Planes(input.Width, input.Spatial.Select(extent => new Extent(extent.Size is { } size ? size * use.Size("factor").Value : null)));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("factor");
        if (use.Number("Dimensions", 2) is < 1 or > 3)
        {
            use.Fault(Rules.OutOfRange, "Dimensions", "Dimensions", use.Find("Dimensions")!.Literal, "1, 2 or 3");
        }
    }

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "Upsample", $"scale_factor: new double[] {{ {string.Join(", ", Enumerable.Repeat(use.Size("factor").Text, Dimensions(use)))} }}");

    private static int Dimensions(LayerUse use) => (int)Math.Max(1, Math.Min(3, use.Number("Dimensions", 2)));
}
