namespace StableModels.Generator.Model.Layers;

internal sealed class ActivationModuleLayer : Layer
{
    public override string Attribute => "ActivationAttribute";

    public override string ModuleType => "StableModels.Layers.ActivationLayer";

    public override LayerRole Role => LayerRole.Activation;

    public override void Check(LayerUse use)
    {
        if (use.Text("activation") is { } name && Laws.IsGated(name))
        {
            use.Fault(Rules.Placement, "activation", $"{name} has two halves: use it in [FeedForward] or [MixtureOfExperts]");
        }
    }

    public override Arithmetic Arithmetic(LayerUse use) => use.Text("activation") is "Softplus" or "Mish" ? Layers.Arithmetic.Wide : Layers.Arithmetic.AsGiven;

    public override Call Construct(LayerUse use) => new("new " + Names.Layers + "ActivationLayer", use.Find("activation")!.Literal);
}
