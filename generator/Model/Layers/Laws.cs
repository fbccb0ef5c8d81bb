using System.Globalization;
using static StableModels.Generator.Model.Layers.Names;

namespace StableModels.Generator.Model.Layers;

/// <summary>Chooses how a weight starts, as a call and as a line of the header.</summary>
internal static class Laws
{
    /// <summary>1 / sqrt(number of residual branches in the stack).</summary>
    public const string DepthScale = Names.Laws + "DepthScale.For(residualBranches)";

    public static Call Zero(string weight) => Apply(Names.Laws + "Constant.Zero", weight);

    public static Call One(string weight) => Apply(Names.Laws + "Constant.One", weight);

    public static Call Embedding(string weight, string? paddingIndex) => Apply(
        paddingIndex is null ? $"new {Names.Laws}Normal(0.02)" : $"new {Names.Laws}EmbeddingNormal(0.02, {paddingIndex})", weight);

    public static Call TFixupEmbedding(string weight, string depth, string width, string? paddingIndex) => Apply(
        $"new {Names.Laws}TFixup({depth}, {depth}).EncoderEmbedding({width}{(paddingIndex is null ? "" : ", " + paddingIndex)})", weight);

    public static Call Recurrent(string module) => Apply($"new {Names.Laws}Recurrent()", module);

    /// <summary>The call that draws a weight matrix.</summary>
    public static Call Draw(LayerPlace place, string weight) => Apply(Law(place), weight);

    /// <summary>The same for the header.</summary>
    /// <param name="place">Where the weight stands.</param>
    /// <param name="fanIn">The fan-in as C#.</param>
    /// <param name="known">The fan-in when it is a number.</param>
    public static string Text(LayerPlace place, string fanIn, long? known)
    {
        if (place.Init is { } init)
        {
            return OverrideText(init) + Depth(place);
        }

        switch (place)
        {
            case { EndsBranch: true, Scale: "DeepNorm" }:
                return $"Xavier, gain {DeepNorm(place)}";
            case { EndsBranch: true, Scale: "Fixup" }:
                return "0 (Fixup)";
            case { InBranch: true, Scale: "Fixup" }:
                return "He over fan_out, times L^(-1/(2m - 2)), L the branches of the stack, m the layers of this one";
        }

        var gain = IsLinear(place.Follows) ? "1" : $"gain({place.Follows})";
        var number = known is { } n && IsLinear(place.Follows) && !place.IsDepthScaled ? $" = {Rounded(1 / Math.Sqrt(n))}" : "";
        return $"N(0, std²), std = {gain} / sqrt({fanIn}){Depth(place)}{number}";
    }

    /// <summary>Gain and bias of a norm; one that ends a branch carries the branch's scale.</summary>
    public static IEnumerable<Initialisation> Norm(LayerUse use, LayerPlace place, string weight, string? bias)
    {
        yield return place.IsDepthScaled
            ? use.Law("weight", "1 / sqrt(residualBranches)", Apply($"new {Names.Laws}Constant({DepthScale})", $"{use.Field}.{weight}"))
            : place is { EndsBranch: true, Scale: "Fixup" } ? use.Law("weight", "0 (Fixup)", Zero($"{use.Field}.{weight}"))
            : use.Law("weight", "1", One($"{use.Field}.{weight}"));
        if (bias is not null)
        {
            yield return use.Law("bias", "0", Zero($"{use.Field}.{bias}"));
        }
    }

    /// <summary>Attention: the laws of its projections by the block's scale.</summary>
    public static IEnumerable<Initialisation> Attention(LayerUse use, LayerPlace place)
    {
        var width = use.Size("width");
        var plain = new LayerPlace("Identity");
        var fanIn = Text(plain, width.Text, width.Value.Value);
        var memory = use.Setting("MemoryWidth", 0);

        // Keys and values come from the memory, whose width is their fan-in.
        string From(string stream, string fromMemory) => memory.Value.Value == 0
            ? $"{stream}, {fromMemory}: {fanIn}"
            : $"{stream}: {fanIn}; {fromMemory}: {Text(plain, memory.Text, memory.Value.Value)}";

        if (place.Init is { } init)
        {
            yield return use.Law("", place.IsDepthScaled ? $"query, key, value: {OverrideText(init)}" : $"query, key, value, output: {OverrideText(init)}", Reset(use, Override(init), Override(init), Law(place)));
            if (place.IsDepthScaled)
            {
                yield return use.Law("", $"output: {Text(place, "", null)}", null);
            }

            yield break;
        }

        switch (Scale(place))
        {
            case "DeepNorm":
                yield return use.Law("", "query, key: Xavier, gain 1", Reset(use, "deepNorm.QueryKey", "deepNorm.Value", "deepNorm.Value"));
                yield return use.Law("", $"value, output: Xavier, gain {DeepNorm(place)}", null);
                break;
            case "DeepScaleLM":
                yield return use.Law("", "query, key: N(0, std²), std = 1 / sqrt(width)", Reset(use, "deepScale.QueryKey", "deepScale.Value(layer)", "deepScale.Value(layer)"));
                yield return use.Law("", "value, output: N(0, std²), std = (1 / r)^(1/4) / sqrt(width), r the correlation at this layer", null);
                break;
            case "TFixup":
                var (value, formula) = TFixup(place);
                yield return use.Law("", "query, key: Xavier, gain 1", Reset(use, "tFixup.QueryKey", value, value));
                yield return use.Law("", $"value, output: Xavier, gain {formula}", null);
                break;
            case "Fixup":
                yield return use.Law("", From("query", "key"), Reset(use, $"new {Names.Laws}FanIn()", "fixup.Inner", "fixup.Last"));
                yield return use.Law("", "value: He over fan_out, times L^(-1/2), L the branches of the stack; output: 0", null);
                break;
            case "DepthScaled":
                yield return use.Law("", From("query", "key, value"), Reset(use, DepthScale));
                yield return use.Law("", $"output: {Text(plain with { EndsBranch = true, Scale = "DepthScaled" }, width.Text, null)}", null);
                break;
            default:
                yield return use.Law("", memory.Value.Value == 0 ? $"query, key, value, output: {fanIn}" : From("query, output", "key, value"), Reset(use));
                break;
        }
    }

    /// <summary>Feed-forward, of one or of every expert: the laws of the projections by the block's scale.</summary>
    public static IEnumerable<Initialisation> FeedForward(LayerUse use, LayerPlace place, string activation)
    {
        var (width, hidden) = (use.Size("width"), use.Size("hidden"));
        var inner = Text(new LayerPlace(activation), width.Text, width.Value.Value);
        if (place.Init is { } init)
        {
            foreach (var law in FeedForward(use, place, init, IsGated(activation)))
            {
                yield return law;
            }

            yield break;
        }

        // A scheme's law is the gate's, so that the branch is as small as without one; the values it lets through keep their variance.
        var first = IsGated(activation) ? "fc1 gate" : "fc1";
        if (IsGated(activation))
        {
            yield return use.Law("", $"fc1 value: {Text(new LayerPlace("Identity"), width.Text, width.Value.Value)}", null);
        }

        switch (Scale(place))
        {
            case "DeepNorm":
                yield return use.Law("", $"{first}, fc2: Xavier, gain {DeepNorm(place)}", Reset(use, "deepNorm.Value", "deepNorm.Value"));
                break;
            case "DeepScaleLM":
                var law = $"deepScale.FeedForward({hidden.Text}, {Activation}{activation})";
                yield return use.Law("", $"{first}, fc2: N(0, std²), std = (1 / (width hidden E[φ²]))^(1/4)", Reset(use, law, law));
                break;
            case "TFixup":
                var (value, formula) = TFixup(place);
                yield return use.Law("", $"{first}, fc2: Xavier, gain {formula}", Reset(use, value, value));
                break;
            case "Fixup":
                yield return use.Law("", $"{first}: He over fan_out, times L^(-1/2), L the branches of the stack; fc2: 0", Reset(use, "fixup.Inner", "fixup.Last"));
                break;
            case "DepthScaled":
                yield return use.Law("", $"{first}: {inner}", Reset(use, DepthScale));
                yield return use.Law("", $"fc2: {Text(new LayerPlace("Identity", true, true, "DepthScaled"), hidden.Text, null)}", null);
                break;
            default:
                yield return use.Law("", $"{first}: {inner}", Reset(use));
                yield return use.Law("", $"fc2: {Text(new LayerPlace("Identity"), hidden.Text, hidden.Value.Value)}", null);
                break;
        }
    }

    /// <summary>The same by the law that the user asked for.</summary>
    private static IEnumerable<Initialisation> FeedForward(LayerUse use, LayerPlace place, InitOverride init, bool isGated)
    {
        yield return use.Law("", $"{(place.IsDepthScaled ? "fc1" : "fc1, fc2")}: {OverrideText(init)}", Reset(use, isGated ? [Override(init), Law(place), Override(init)] : [Override(init), Law(place)]));
        if (place.IsDepthScaled)
        {
            yield return use.Law("", $"fc2: {Text(place, "", null)}", null);
        }
    }

    /// <summary>The weights of a recurrent layer that see the input, by the law that the user asked for.</summary>
    public static (string Text, Call Draw) Recurrent(string module, InitOverride init) =>
        (OverrideText(init), Apply($"new {Names.Laws}Recurrent() {{ Input = {Override(init)} }}", module));

    /// <summary>DeepNorm's gain: of a stack by itself, or of an encoder-decoder's two.</summary>
    private static string DeepNorm(LayerPlace place) =>
        place.HasMemory ? "(12M)^(-1/4), M the blocks of the stack"
        : place.DecoderLayers is { } decoder ? $"0.87 (N⁴M)^(-1/16), N the blocks of the stack, M = {decoder.Text}"
        : "(8N)^(-1/4), N the blocks of the stack";

    /// <summary>T-Fixup's law: the decoder's in a block with cross-attention, the encoder's in any other.</summary>
    private static (string Law, string Formula) TFixup(LayerPlace place) => place.HasMemory
        ? ("tFixup.DecoderValue", "(9M)^(-1/4), M the blocks of the stack")
        : ("tFixup.EncoderValue", "0.67 N^(-1/4), N the blocks of the stack");

    private static string Scale(LayerPlace place) => place.EndsBranch ? place.Scale : "None";

    private static Call Reset(LayerUse use, params string[] arguments) => new($"{use.Field}.reset_parameters", arguments);

    private static Call Apply(string law, string weight) => new($"{law}.Apply", weight);

    private static string Law(LayerPlace place)
    {
        if (place.Init is { } init)
        {
            return place.IsDepthScaled ? $"{Override(init)}.Times({DepthScale})" : Override(init);
        }

        return place switch
        {
            { EndsBranch: true, Scale: "DeepNorm" } => "deepNorm.Value",
            { EndsBranch: true, Scale: "Fixup" } => "fixup.Last",
            { InBranch: true, Scale: "Fixup" } => "fixup.Inner",
            { IsDepthScaled: true } => $"{FanIn(place.Follows)}.Times({DepthScale})",
            _ => FanIn(place.Follows),
        };
    }

    private static string Depth(LayerPlace place) => place.IsDepthScaled ? " / sqrt(residualBranches)" : "";

    private static string FanIn(string follows) => IsLinear(follows) ? $"new {Names.Laws}FanIn()" : $"new {Names.Laws}FanIn({Activation}{follows})";

    private static string Override(InitOverride init)
    {
        var gain = init.Gain.Equals(1.0) ? "" : Literal.Of(init.Gain);
        var uniform = init.Law.EndsWith("Uniform", StringComparison.Ordinal) ? $" {{ Distribution = {Names.Laws}Distribution.Uniform }}" : "";
        var times = gain.Length == 0 ? "" : $".Times({gain})";
        return init.Law switch
        {
            "XavierNormal" or "XavierUniform" => $"new {Names.Laws}Xavier({gain}){uniform}",
            "HeNormal" or "HeUniform" => times.Length == 0 ? $"new {Names.Laws}He(){uniform}" : $"(new {Names.Laws}He(){uniform}){times}",
            "LeCunNormal" or "LeCunUniform" => $"new {Names.Laws}FanIn({gain}){uniform}",
            "Orthogonal" => $"new {Names.Laws}Orthogonal({gain})",
            "Normal" => $"new {Names.Laws}Normal({Literal.Of(init.Value)})",
            "TruncatedNormal" => $"new {Names.Laws}TruncatedNormal({Literal.Of(init.Value)})",
            "SmallInit" => $"new {Names.Laws}FanIn({Literal.Of(Math.Sqrt(0.4) * init.Gain)})",
            _ => $"new {Names.Laws}Constant({Literal.Of(init.Value)})",
        };
    }

    private static string OverrideText(InitOverride init)
    {
        var gain = init.Gain.Equals(1.0) ? "" : Rounded(init.Gain) + " * ";
        return init.Law switch
        {
            "XavierNormal" => $"N(0, std²), std = {gain}sqrt(2 / (fan_in + fan_out))",
            "XavierUniform" => $"uniform, std = {gain}sqrt(2 / (fan_in + fan_out))",
            "HeNormal" => $"N(0, std²), std = {gain}sqrt(2 / fan_in)",
            "HeUniform" => $"uniform, std = {gain}sqrt(2 / fan_in)",
            "LeCunNormal" => $"N(0, std²), std = {gain}sqrt(1 / fan_in)",
            "LeCunUniform" => $"uniform, std = {gain}sqrt(1 / fan_in)",
            "Orthogonal" => $"orthogonal, gain {Rounded(init.Gain)}",
            "Normal" => $"N(0, std²), std = {Rounded(init.Value)}",
            "TruncatedNormal" => $"N(0, std²) cut at 3 std, std = {Rounded(init.Value)}",
            "SmallInit" => $"N(0, std²), std = {gain}sqrt(2 / (5 fan_in))",
            _ => Rounded(init.Value),
        };
    }

    /// <summary>Whether the activation multiplies one half of its input by a function of the other.</summary>
    public static bool IsGated(string activation) => activation is "Glu" or "SwiGlu" or "GeGlu" or "ReGlu";

    private static bool IsLinear(string activation) => string.Equals(activation, "Identity", StringComparison.Ordinal);

    private static string Rounded(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
