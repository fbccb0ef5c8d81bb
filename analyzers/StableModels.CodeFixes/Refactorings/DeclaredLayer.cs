namespace StableModels.CodeFixes.Refactorings;

/// <summary>A layer as it will be declared.</summary>
/// <param name="Attribute">The attribute with its arguments, <c>global::StableModels.Linear(...)</c>.</param>
/// <param name="Type">The property's type, fully qualified.</param>
/// <param name="IsStateless">Whether it has no weights, so that one of it may stand in several places.</param>
/// <param name="IsNorm">Whether it normalises.</param>
internal sealed record DeclaredLayer(string Attribute, string Type, bool IsStateless, bool IsNorm)
{
    private const string Namespace = "global::StableModels.";

    public static DeclaredLayer Activation(string name) =>
        new(Namespace + "Activation(" + Namespace + "Activation." + name + ")", Namespace + "Layers.ActivationLayer", IsStateless: true, IsNorm: false);

    public static DeclaredLayer Of(string attribute, string type, IReadOnlyCollection<string> arguments) => new(
        Namespace + attribute + (arguments.Count == 0 ? "" : "(" + string.Join(", ", arguments) + ")"),
        type,
        IsStateless: attribute == "Dropout",
        IsNorm: attribute == "LayerNorm");

    /// <summary>The same with a key of its own in the state dictionary.</summary>
    public DeclaredLayer WithKey(string key)
    {
        var named = "Key = \"" + key + "\"";
        return this with { Attribute = Attribute.EndsWith(")", StringComparison.Ordinal) ? Attribute.Substring(0, Attribute.Length - 1) + ", " + named + ")" : Attribute + "(" + named + ")" };
    }
}
