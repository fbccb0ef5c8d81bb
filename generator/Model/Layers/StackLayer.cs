namespace StableModels.Generator.Model.Layers;

internal sealed class StackLayer : Layer
{
    public override string Attribute => "StackAttribute";

    /// <summary>The list type depends on the block; the parser checks it.</summary>
    public override string? ModuleType => null;

    public override Shape Input(LayerUse use) => use.Block!.Input;

    public override Shape Output(LayerUse use, Shape input) => use.Block is { Output.Kind: not ShapeKind.Unknown } block ? block.Output : input;

    public override void Check(LayerUse use)
    {
        use.CheckPositive("depth");
        use.CheckMade();
        if (use.Flag("Recompute", false) && use.HasAuxiliaryLoss)
        {
            use.Fault(Rules.Placement, "Recompute", $"The blocks of {use.Member.Property} have an auxiliary loss, whose gradient exists only while their graph does, so they cannot be recomputed: remove Recompute = true, or set the losses' coefficients to 0");
        }
    }

    public override Call Construct(LayerUse use) =>
        new(Names.Layers + "Blocks.Of", use.Size("depth").Text, $"() => {use.Member.Made!.Binding.Creation}");

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        var block = use.Block!;
        yield return use.Law("*", !block.IsExpanded ? "as its constructor leaves it" : block.Branches > 0 ? "as its own file says, with residualBranches of the whole stack" : "as its own file says", null);
    }
}
