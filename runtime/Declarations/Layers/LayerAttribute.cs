namespace StableModels;

/// <summary>
/// Any module class, another declared class among them: the property's type is the class that is made. Its constructor's parameters take the parameters of the
/// same name of the enclosing class, or what <see cref="Args"/> says.
/// </summary>
public sealed class LayerAttribute : ModuleAttribute
{
    /// <summary>Constructor arguments by name, <c>"width: 2 * width"</c>.</summary>
    public string[]? Args { get; set; }
}
