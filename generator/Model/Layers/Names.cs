namespace StableModels.Generator.Model.Layers;

/// <summary>The fully qualified names that generated code is made of.</summary>
internal static class Names
{
    public const string Nn = "global::TorchSharp.torch.nn.";
    public const string Modules = "global::TorchSharp.Modules.";
    public const string Layers = "global::StableModels.Layers.";
    public const string Activation = "global::StableModels.Activation.";
    public const string Tensor = "global::TorchSharp.torch.Tensor";

    private const string Laws = "global::StableModels.Initialization.";

    /// <summary>N(0, std²).</summary>
    public static Call Normal(double std, string weight) => Apply($"new {Laws}Normal({Literal.Of(std)})", weight);

    /// <summary>gain / sqrt(fan_in), the gain of the activation that follows.</summary>
    public static Call FanIn(LayerPlace place, string weight)
    {
        var law = IsLinear(place.Follows) ? $"new {Laws}FanIn()" : $"new {Laws}FanIn({Activation}{place.Follows})";
        return Apply(place.EndsBranch ? $"{law}.Times({DepthScale})" : law, weight);
    }

    public static Call Zero(string weight) => Apply($"{Laws}Constant.Zero", weight);

    public static Call One(string weight) => Apply($"{Laws}Constant.One", weight);

    /// <summary>The law of <see cref="FanIn"/> for the header, with the fan as the size that the user wrote.</summary>
    public static string FanInLaw(LayerPlace place, Size fanIn)
    {
        var gain = IsLinear(place.Follows) ? "1" : $"gain({place.Follows})";
        var number = fanIn.Value.Value is { } n && IsLinear(place.Follows) && !place.EndsBranch ? $" = {Rounded(1 / Math.Sqrt(n))}" : "";
        var depth = place.EndsBranch ? " / sqrt(residualBranches)" : "";
        return $"N(0, std²), std = {gain} / sqrt({fanIn.Text}){depth}{number}";
    }

    public const string DepthScale = Laws + "DepthScale.For(residualBranches)";

    private static Call Apply(string law, string weight) => new($"{law}.Apply", weight);

    private static bool IsLinear(string activation) => string.Equals(activation, "Identity", StringComparison.Ordinal);

    public static string Rounded(double value) => value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
}
