using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model;

/// <summary>The class that a stack repeats or [Layer] makes, as it is declared: what follows from that for the class that makes it is found when that one is expanded.</summary>
/// <param name="Identity">The class without its type arguments, as <see cref="Declaration.Identity"/>.</param>
/// <param name="Type">The class, fully qualified.</param>
/// <param name="Binding">How it is made.</param>
/// <param name="Declaration">Its declaration; null for a class that is not declared, cannot be read or is being read.</param>
/// <param name="TakesOneTensor">Whether it is a module of one tensor to one tensor, as far as its base class tells.</param>
/// <param name="IsHalfCompute">Whether it is a class of the user's own that knows mixed precision.</param>
/// <param name="Resets">Whether it has a <c>reset_parameters()</c>, declared classes included.</param>
internal sealed record MadeClass(string Identity, string Type, Binding Binding, Declaration? Declaration, bool TakesOneTensor, bool IsHalfCompute, bool Resets)
{
    /// <summary>One of which nothing is known.</summary>
    public static readonly MadeClass Unknown = new("", "", new Binding("", new Call(""), default, default), null, TakesOneTensor: true, IsHalfCompute: false, Resets: false);
}
