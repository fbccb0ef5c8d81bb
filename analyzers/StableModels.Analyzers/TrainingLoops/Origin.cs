using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Where a value comes from: the call that made it, or the symbol beyond which nothing is seen.</summary>
internal sealed class Origin : IEquatable<Origin>
{
    /// <summary>A value of which nothing is known: it may be any other.</summary>
    public static readonly Origin Opaque = new(null, null);

    private Origin(IOperation? creation, ISymbol? symbol)
    {
        Creation = creation;
        Symbol = symbol;
    }

    /// <summary>The factory call or object creation.</summary>
    public IOperation? Creation { get; }

    /// <summary>A parameter, field or property that no seen code assigns.</summary>
    public ISymbol? Symbol { get; }

    public static Origin Of(IOperation creation) => new(creation, null);

    public static Origin Of(ISymbol symbol) => new(null, symbol);

    public bool Equals(Origin? other) =>
        other is not null
        && ReferenceEquals(Creation, other.Creation)
        && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol);

    public override bool Equals(object? obj) => Equals(obj as Origin);

    public override int GetHashCode() =>
        (Creation?.GetHashCode() ?? 0) ^ SymbolEqualityComparer.Default.GetHashCode(Symbol);

    /// <summary>Whether two values can be the same object, as far as can be seen.</summary>
    public static bool MayBeSame(ImmutableArray<Origin> left, ImmutableArray<Origin> right)
    {
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                if (one.Equals(other) || one.IsOpenTo(other) || other.IsOpenTo(one))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether two values are the same object for certain.</summary>
    public static bool MustBeSame(ImmutableArray<Origin> left, ImmutableArray<Origin> right) =>
        left.Length == 1 && right.Length == 1 && left[0].Equals(right[0]) && !left[0].Equals(Opaque);

    // A parameter may be bound to any creation; two different parameters are taken to be different objects.
    private bool IsOpenTo(Origin other) =>
        Creation is null && (Symbol is null || other.Creation is not null);
}
