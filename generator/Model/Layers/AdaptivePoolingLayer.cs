using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>AdaptiveAvgPool1d to 3d.</summary>
internal sealed class AdaptivePoolingLayer(int rank) : Layer
{
    private readonly string _name = "AdaptiveAvgPool" + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override LayerRole Role => LayerRole.Transparent;

    public override Shape Input(LayerUse use) => Shape.Planes(null, Enumerable.Repeat(new Extent(null), rank));

    public override Shape Output(LayerUse use, Shape input) => Shape.Planes(input.Width, Enumerable.Repeat(new Extent(use.Size("size").Value), rank));

    public override void Check(LayerUse use) => use.CheckPositive("size");

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override Call Construct(LayerUse use) => new(Names.Nn + _name, use.Size("size").Text);
}
