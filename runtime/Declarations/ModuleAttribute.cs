namespace StableModels;

/// <summary>
/// The base of the attributes that declare one module of a model on a partial property. Members run in declaration order.
/// Sizes are integer constants, names of primary-constructor parameters (<c>nameof(width)</c>), or arithmetic over them in a
/// string (<c>"4 * width"</c>, with + - * / % and parentheses).
/// </summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public abstract class ModuleAttribute : Attribute
{
    private protected ModuleAttribute(params object[] sizes) => Sizes = sizes;

    /// <summary>The sizes as written: <see cref="long"/> or <see cref="string"/> each, a probability <see cref="double"/>.</summary>
    public IReadOnlyList<object> Sizes { get; }

    /// <summary>The name in the state dictionary. Default: the property's name in snake_case, as PyTorch would have it.</summary>
    public string? Key { get; set; }
}
