namespace StableModels.Generator.Model.Layers;

internal sealed class GroupNormLayer : Layer
{
    public override string Attribute => "GroupNormAttribute";

    public override string ModuleType => "TorchSharp.Modules.GroupNorm";

    public override LayerRole Role => LayerRole.Norm;

    public override string InputArgument => "channels";

    public override Shape Input(LayerUse use) => Shape.Channels(use.Size("channels").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("groups", "channels");
        use.CheckDivides("channels", "groups");
        use.CheckAbove("Epsilon", 0);
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Wide;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.weight!";

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + "GroupNorm", [use.Size("groups").Text, use.Size("channels").Text, .. use.Written(("Epsilon", "eps"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => Laws.Norm(use, place, "weight!", "bias!");
}
