namespace StableModels.Generator.Model;

/// <summary>Where a class stands, so that its other part can be written: namespace, containing types, type parameters.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Types">Outermost first; the last is the class itself.</param>
/// <param name="HintName">The name of the generated file, unique in the compilation.</param>
/// <param name="DocumentationName">The class as a person names it.</param>
internal sealed record TypeHierarchy(string Namespace, EquatableArray<TypeHeader> Types, string HintName, string DocumentationName)
{
    /// <summary>Of a class that is looked at from another one.</summary>
    public static readonly TypeHierarchy None = new("", default, "", "");

    public TypeHeader Self => Types[Types.Count - 1];
}

/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">The name with its type parameters, escaped.</param>
internal sealed record TypeHeader(string Keyword, string Name);
