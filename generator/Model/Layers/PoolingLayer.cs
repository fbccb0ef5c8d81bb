using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>MaxPool1d to 3d and AvgPool1d to 3d.</summary>
internal sealed class PoolingLayer(int rank, string kind) : Layer
{
    private readonly string _name = kind + "Pool" + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override LayerRole Role => LayerRole.Transparent;

    public override bool TakesSize(string property) => property is "Stride" or "Padding" or "Dilation";

    public override Shape Input(LayerUse use) => Shape.Planes(null, Enumerable.Repeat(new Extent(null), rank));

    public override Shape Output(LayerUse use, Shape input) => Shape.Planes(
        input.Width,
        Window.Over(use, input, rank, Stride(use).Value));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("kernel", "Dilation");
        use.CheckGiven("Stride");
        use.CheckNotNegative("Padding");

        // Half of the window as it is written, not as far as its dilation makes it reach: libtorch refuses the rest.
        use.CheckHalf("Padding", "kernel");
    }

    /// <summary>An average is a sum; the CPU has no kernel for the maximum over half volumes.</summary>
    public override Arithmetic Arithmetic(LayerUse use) => kind == "Avg" || rank == 3 ? Layers.Arithmetic.Wide : Layers.Arithmetic.AsGiven;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + _name, [use.Size("kernel").Text, .. use.Positional([("Stride", Stride(use).Text), ("Padding", "0"), .. kind == "Max" ? new[] { ("Dilation", "1") } : []], ignored: Literal.Of(0))]);

    private static Size Stride(LayerUse use) => use.Find("Stride")?.Size is { } stride && stride.Value.Value != 0 ? stride : use.Size("kernel");
}
