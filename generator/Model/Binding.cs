using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model;

/// <summary>How one class makes another: what it calls, and what it gives, in its own terms.</summary>
/// <param name="Class">The name of the class that is made.</param>
/// <param name="Creation">The expression that makes it.</param>
/// <param name="Sizes">The sizes that are given, and those that have defaults.</param>
/// <param name="Numbers">The other numbers.</param>
internal sealed record Binding(string Class, Call Creation, EquatableArray<GivenSize> Sizes, EquatableArray<GivenNumber> Numbers);

/// <param name="Parameter">A parameter of the class that is made.</param>
/// <param name="Size">What it is given.</param>
internal sealed record GivenSize(string Parameter, Size Size);

/// <param name="Parameter">A parameter of the class that is made that is no size.</param>
/// <param name="Text">What it is given, as C#.</param>
/// <param name="Value">The same, where it is known.</param>
internal sealed record GivenNumber(string Parameter, string Text, double? Value);
