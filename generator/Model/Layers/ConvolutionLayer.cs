using System.Globalization;

namespace StableModels.Generator.Model.Layers;

/// <summary>Conv1d to Conv3d and their transposes. Arguments go by position: TorchSharp renamed them twice.</summary>
internal sealed class ConvolutionLayer(int rank, bool transposed) : Layer
{
    private readonly string _name = (transposed ? "ConvTranspose" : "Conv") + rank.ToString(CultureInfo.InvariantCulture) + "d";

    public override string Attribute => _name + "Attribute";

    public override string ModuleType => "TorchSharp.Modules." + _name;

    public override string InputArgument => "inputs";

    public override bool TakesSize(string property) => string.Equals(property, "Stride", StringComparison.Ordinal);

    public override Shape Input(LayerUse use) => Shape.Planes(use.Size("inputs").Value, Enumerable.Repeat(new Extent(null), rank));

    public override Shape Output(LayerUse use, Shape input) => Shape.Planes(
        use.Size("outputs").Value,
        Enumerable.Range(0, rank).Select(i => new Extent(Extent(use, input.Spatial.Count == rank ? input.Spatial[i].Size : null))));

    public override void Check(LayerUse use)
    {
        use.CheckPositive("inputs", "outputs", "kernel", "Stride", "Dilation", "Groups");
        use.CheckNotNegative("Padding", "OutputPadding");
        use.CheckDivides("inputs", "Groups");
        use.CheckDivides("outputs", "Groups");
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
        var fanIn = string.Join(" * ", [fan.Factor, .. taps]);
        yield return use.Law("weight", Laws.Text(place, fanIn, null), Laws.Draw(place, $"{use.Field}.weight"));
        if (use.Flag("Bias", true))
        {
            yield return use.Law("bias", "0", Laws.Zero($"{use.Field}.bias!"));
        }
    }

    /// <summary>floor((n + 2p - d(k - 1) - 1) / s) + 1, and for the transpose (n - 1)s - 2p + d(k - 1) + o + 1.</summary>
    private Polynomial? Extent(LayerUse use, Polynomial? input)
    {
        var stride = Setting(use, "Stride", 1);
        if (input is null || stride.Value is < 1)
        {
            return null;
        }

        var kernel = use.Size("kernel").Value;
        var one = Polynomial.Constant(1);
        var reach = Setting(use, "Dilation", 1) * (kernel - one);
        var padding = Polynomial.Constant(2) * Setting(use, "Padding", 0);
        return transposed
            ? ((input - one) * stride) - padding + reach + Setting(use, "OutputPadding", 0) + one
            : ((input + padding - reach - one) / stride) + one;
    }

    private static Polynomial Setting(LayerUse use, string name, long otherwise) => use.Find(name)?.Size?.Value ?? Polynomial.Constant((long)use.Number(name, otherwise));
}
