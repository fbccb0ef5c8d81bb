namespace StableModels.Generator.Model.Layers;

/// <summary>Lstm, Gru and Rnn, batch first.</summary>
internal sealed class RecurrentLayer(string name) : Layer
{
    private readonly string _module = name.ToUpperInvariant();

    public override string Attribute => name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _module;

    public override string InputArgument => "inputs";

    /// <summary>Outputs and states: in a stream the outputs go on.</summary>
    public override bool ReturnsTuple => true;

    public override bool TakesSize(string property) => string.Equals(property, "Layers", StringComparison.Ordinal);

    public override Shape Input(LayerUse use) => Shape.Features(use.Size("inputs").Value);

    public override Shape Output(LayerUse use, Shape input) =>
        Shape.Features(use.Flag("Bidirectional", false) ? use.Size("hidden").Value * Polynomial.Constant(2) : use.Size("hidden").Value);

    public override void Check(LayerUse use)
    {
        use.CheckPositive("inputs", "hidden", "Layers");
        use.CheckProbability("Dropout");
    }

    public override Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => use.Field;

    public override Call Construct(LayerUse use) =>
        new(Names.Nn + _module,
        [
            use.Size("inputs").Text,
            use.Size("hidden").Text,
            .. use.Written(("Layers", "numLayers")),
            .. use.Written(("Bias", "bias")),
            "batchFirst: true",
            .. use.Written(("Dropout", "dropout"), ("Bidirectional", "bidirectional")),
        ]);

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        if (place.Init is { } init)
        {
            var (text, draw) = Laws.Recurrent(use.Field, init);
            yield return use.Law("weight_ih", text + ", each gate by itself", draw);
        }
        else
        {
            yield return use.Law("weight_ih", $"N(0, std²), std = 1 / sqrt({(use.Setting("Layers", 1).Value.Value == 1 ? use.Size("inputs").Text : "fan_in")})", Laws.Recurrent(use.Field));
        }

        yield return use.Law("weight_hh", "orthogonal, each gate by itself", null);
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", _module == "LSTM" ? "0, the forget gate's 1 in bias_ih" : "0", null);
        }
    }
}
