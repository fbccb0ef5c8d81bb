using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>BatchNorm1d to 3d and InstanceNorm1d to 3d.</summary>
internal sealed class ChannelNormLayer(int rank, string kind) : Layer
{
    private readonly string _name = kind + "Norm" + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override LayerRole Role => LayerRole.Norm;

    public override string InputArgument => "channels";

    public override Shape Input(LayerUse use) => rank == 1
        ? Shape.Channels(use.Size("channels").Value)
        : Shape.Planes(use.Size("channels").Value, Enumerable.Repeat(new Extent(null), rank));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("channels");
        use.CheckAbove("Epsilon", 0);
        use.CheckProbability("Momentum");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override string? CastTarget(LayerUse use) => IsAffine(use) ? $"{use.Field}.weight!" : null;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + _name, [use.Size("channels").Text, .. use.Written(("Epsilon", "eps"), ("Momentum", "momentum"), ("Affine", "affine"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) =>
        IsAffine(use) ? Laws.Norm(use, place, "weight!", "bias!") : [];

    private bool IsAffine(LayerUse use) => use.Flag("Affine", string.Equals(kind, "Batch", StringComparison.Ordinal));
}
