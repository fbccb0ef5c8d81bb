namespace StableModels.Generator.Model.Layers;

/// <summary>From planes to a sequence: what stands between a picture and a Transformer.</summary>
internal sealed class PatchEmbeddingLayer : Layer
{
    public override string Attribute => "PatchEmbeddingAttribute";

    public override string ModuleType => "StableModels.Layers.PatchEmbedding";

    public override string InputArgument => "channels";

    public override string Undrawn => "drawn: false";

    public override Shape Input(LayerUse use) => Shape.Planes(use.Size("channels").Value, Enumerable.Repeat(new Extent(null), 2));

    public override Shape Output(LayerUse use, Shape input)
    {
        var patch = use.Size("patch");
        foreach (var extent in input.Spatial)
        {
            if (extent.Size is not { IsForeign: false } side || side.DividedEvenlyBy(patch.Value) is not null || patch.Value.Value is < 1)
            {
                continue;
            }

            if (side.Value is { } places && patch.Value.Value is { } by)
            {
                if (places % by != 0)
                {
                    use.Fault(Rules.NotDivisible, "patch", "the side of the planes", Literal.Of(places), "patch", Literal.Of(by));
                    break;
                }
            }
            else
            {
                use.Requirements.Add(Requirement.Divisible(Size.Of(side), patch));
            }
        }

        return Shape.Features(use.Size("width").Value);
    }

    public override void Check(LayerUse use) => use.CheckPositive("channels", "width", "patch");

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.weight";

    public override Call Construct(LayerUse use) =>
        new("new " + Names.Layers + "PatchEmbedding", [use.Size("channels").Text, use.Size("width").Text, use.Size("patch").Text, .. use.Written(("Bias", "bias"))]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        yield return use.Law("weight", Laws.Text(place, $"{use.Size("channels").Factor} * {use.Size("patch").Factor} * {use.Size("patch").Factor}", null), Laws.Draw(place, $"{use.Field}.weight"));
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", "0", Laws.Zero($"{use.Field}.bias!"));
        }
    }
}
