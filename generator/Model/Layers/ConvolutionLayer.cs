using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>Conv1d to Conv3d and their transposes. Arguments go by position: TorchSharp renamed them twice.</summary>
internal sealed class ConvolutionLayer(int rank, bool transposed) : Layer
{
    private readonly string _name = (transposed ? "ConvTranspose" : "Conv") + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override string InputArgument => "inputs";

    public override bool TakesSize(string property) => property is "Stride" or "Padding" or "OutputPadding" or "Dilation" or "Groups";

    public override Shape Input(LayerUse use) => Shape.Planes(use.Size("inputs").Value, Enumerable.Repeat(new Extent(null), rank));

    public override Shape Output(LayerUse use, Shape input) => Shape.Planes(
        use.Size("outputs").Value,
        Window.Over(use, input, rank, use.Setting("Stride", 1).Value, transposed));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("inputs", "outputs", "kernel", "Stride", "Dilation", "Groups");
        use.CheckNotNegative("Padding", "OutputPadding");
        use.CheckDivides("inputs", "Groups");
        use.CheckDivides("outputs", "Groups");
        use.CheckBelow("OutputPadding", use.Setting("Stride", 1), use.Setting("Dilation", 1), "less than Stride or Dilation");
    }

    public override Arithmetic Arithmetic(LayerUse use) => transposed ? Layers.Arithmetic.HalfWherePossible : Layers.Arithmetic.Half;

    public override string? CastTarget(LayerUse use) => $"{use.Field}.weight";

    public override Call Construct(LayerUse use)
    {
        List<(string Name, string Default)> order = [("Stride", "1"), ("Padding", "0")];
        if (transposed)
        {
            order.Add(("OutputPadding", "0"));
        }

        order.AddRange([("Dilation", "1"), ("", "global::TorchSharp.PaddingModes.Zeros"), ("Groups", "1"), ("Bias", "true")]);
        return new Call(Names.Nn + _name, [use.Size("inputs").Text, use.Size("outputs").Text, use.Size("kernel").Text, .. use.Positional(order)]);
    }

    public override IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place)
    {
        var taps = Enumerable.Repeat(use.Size("kernel").Factor, rank);
        var fan = transposed ? use.Size("outputs") : use.Size("inputs");
        var groups = use.Setting("Groups", 1);
        var fanIn = string.Join(" * ", [groups.Value.Value == 1 ? fan.Factor : $"{fan.Factor} / {groups.Factor}", .. taps]);
        yield return use.Law("weight", Laws.Text(place, fanIn, null), Laws.Draw(place, $"{use.Field}.weight"));
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", "0", Laws.Zero($"{use.Field}.bias!"));
        }
    }
}
