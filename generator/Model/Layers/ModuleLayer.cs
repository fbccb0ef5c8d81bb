namespace StableModels.Generator.Model.Layers;

/// <summary>[Layer]: a module class of the user's own, declared or not.</summary>
internal sealed class ModuleLayer : Layer
{
    public override string Attribute => "LayerAttribute";

    /// <summary>The property's own type; the parser checks it.</summary>
    public override string? ModuleType => null;

    public override Shape Input(LayerUse use) => use.Block!.Input;

    public override Shape Output(LayerUse use, Shape input) => use.Block!.Output;

    public override void Check(LayerUse use) => use.CheckMade();

    public override Call Construct(LayerUse use) => use.Member.Made!.Binding.Creation;

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        yield return use.Law("*", use.Block!.IsExpanded ? "as its own file says" : "as its constructor leaves it", null);
    }
}
