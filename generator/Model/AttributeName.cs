namespace StableModels.Generator.Model;

/// <summary>The name of an attribute class as a person writes it in brackets.</summary>
internal static class AttributeName
{
    private const string Suffix = "Attribute";

    public static string Short(string type) => type.EndsWith(Suffix, StringComparison.Ordinal) ? type.Substring(0, type.Length - Suffix.Length) : type;
}
