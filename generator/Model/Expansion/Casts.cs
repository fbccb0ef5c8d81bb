using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>
/// Follows the type of the running tensor under mixed precision and places the casts: autocast, decided when the class is compiled. Where the type is known to be the wanted one there is none.
/// What goes from one declared class to another is FP32, so a class needs to know nothing of its neighbours.
/// </summary>
/// <param name="isMixed">Whether the class is part of a model with [MixedPrecision].</param>
/// <param name="precision">What comes in.</param>
internal sealed class Casts(bool isMixed, Precision precision)
{
    public bool IsMixed => isMixed;

    public Precision Precision { get; private set; } = precision;

    /// <summary>The same from here on, for a branch.</summary>
    public Casts Fork() => new(isMixed, Precision);

    /// <summary>The cast before a member.</summary>
    public TypeCast? Before(LayerUse use) => use.Block is { } block
        ? Then(ToWide(), block.IsExpanded && block.GivesWide ? Precision.Wide : Precision.Unknown)
        : Before(use.Layer.Arithmetic(use), use.Layer.CastTarget(use));

    /// <summary>The cast before a module that was added.</summary>
    public TypeCast? Before(Arithmetic arithmetic, string? target)
    {
        switch (arithmetic)
        {
            case Arithmetic.Half:
                return Then(Precision == Precision.Half ? null : new TypeCast(target), Precision.Half);
            case Arithmetic.HalfWherePossible:
                return Then(new TypeCast(target), Precision.Unknown);
            case Arithmetic.Wide:
                return Then(Precision == Precision.Wide ? null : new TypeCast(target), Precision.Wide);
            case Arithmetic.Widens:
                return Then(null, Precision.Wide);
            default:
                return null;
        }
    }

    /// <summary>The cast to FP32, or null where it is that already.</summary>
    public TypeCast? ToWide() => Then(Precision == Precision.Wide ? null : new TypeCast(null), Precision.Wide);

    /// <summary>After a product whose type only the weight tells.</summary>
    public void Forget() => Precision = Precision.Unknown;

    private TypeCast? Then(TypeCast? cast, Precision after)
    {
        Precision = after;
        return isMixed ? cast : null;
    }
}
