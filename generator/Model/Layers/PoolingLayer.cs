using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>MaxPool1d to 3d and AvgPool1d to 3d.</summary>
internal sealed class PoolingLayer(int rank, string kind) : Layer
{
    private readonly string _name = kind + "Pool" + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override LayerRole Role => LayerRole.Transparent;

    public override bool TakesSize(string property) => string.Equals(property, "Stride", StringComparison.Ordinal);

    public override Shape Input(LayerUse use) => Shape.Planes(null, Enumerable.Repeat(new Extent(null), rank));

    public override Shape Output(LayerUse use, Shape input) => Shape.Planes(
        input.Width,
        Enumerable.Range(0, rank).Select(i => new Extent(Extent(use, input.Spatial.Count == rank ? input.Spatial[i].Size : null))));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("kernel");
        use.CheckNotNegative("Stride", "Padding");
        if (use.Find("Stride")?.Size is { Value.Value: null })
        {
            use.CheckPositive("Stride");
        }

        if (use.Number("Padding", 0) is > 0 and var padding)
        {
            use.CheckEnough("Padding", 2 * (long)padding, "kernel", "at most half the kernel");
        }
    }

    /// <summary>An average is a sum; the CPU has no kernel for the maximum over half volumes.</summary>
    public override Arithmetic Arithmetic(LayerUse use) => kind == "Avg" || rank == 3 ? Layers.Arithmetic.Wide : Layers.Arithmetic.AsGiven;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + _name, [use.Size("kernel").Text, .. use.Positional([("Stride", Stride(use).Text), ("Padding", "0")], ignored: Literal.Of(0))]);

    private static Size Stride(LayerUse use) => use.Find("Stride")?.Size is { } stride && stride.Value.Value != 0 ? stride : use.Size("kernel");

    private static Polynomial? Extent(LayerUse use, Polynomial? input)
    {
        var stride = Stride(use).Value;
        if (input is null || stride.Value is < 1)
        {
            return null;
        }

        var padding = Polynomial.Constant(2 * (long)use.Number("Padding", 0));
        return ((input + padding - use.Size("kernel").Value) / stride) + Polynomial.Constant(1);
    }
}
