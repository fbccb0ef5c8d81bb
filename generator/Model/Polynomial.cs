using System.Globalization;

namespace StableModels.Generator.Model;

/// <summary>
/// A size as a polynomial over constructor parameters, in one canonical order, so that <c>4 * width</c> equals <c>width * 4</c>.
/// What is no polynomial (a division that does not come out even, a remainder) becomes an opaque symbol named by its own text.
/// Arithmetic overflow throws <see cref="OverflowException"/>, which the size parser turns into a fault.
/// </summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    private readonly EquatableArray<Term> _terms;

    private Polynomial(Term term) => _terms = term.Coefficient == 0 ? default : EquatableArray<Term>.Of(term);

    private Polynomial(IEnumerable<Term> terms)
    {
        var sums = new SortedDictionary<string, Term>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var key = string.Join("*", term.Factors);
            sums[key] = sums.TryGetValue(key, out var sum) ? sum with { Coefficient = checked(sum.Coefficient + term.Coefficient) } : term;
        }

        _terms = sums.Values.Where(static t => t.Coefficient != 0).ToEquatableArray();
    }

    public static Polynomial Constant(long value) => new(new Term(default, value));

    public static Polynomial Symbol(string name) => new(new Term(EquatableArray<string>.Of(name), 1));

    /// <summary>The value when no parameter is in it.</summary>
    public long? Value => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms[0].Factors.Count == 0 ? _terms[0].Coefficient : null;

    /// <summary>Whether a division or remainder that could not be resolved is in it: then inequality proves nothing.</summary>
    public bool IsOpaque => _terms.Any(static t => t.Factors.Any(static f => f.Length > 0 && f[0] == '('));

    public static Polynomial operator +(Polynomial a, Polynomial b) => new(a._terms.Concat(b._terms));

    public static Polynomial operator -(Polynomial a, Polynomial b) => a + (Constant(-1) * b);

    public static Polynomial operator *(Polynomial a, Polynomial b) =>
        a._terms.Count == 1 && b._terms.Count == 1 ? new(a._terms[0].Times(b._terms[0])) : new(from x in a._terms from y in b._terms select x.Times(y));

    public static Polynomial operator /(Polynomial a, Polynomial b)
    {
        if (b.Value == 0)
        {
            throw new DivideByZeroException();
        }

        if (a.Value is { } numerator && b.Value is { } divisor)
        {
            // In checked arithmetic even long.MinValue / -1 is an overflow.
            return Constant(checked(numerator / divisor));
        }

        return a.DividedEvenlyBy(b) ?? Symbol($"({a} / {b})");
    }

    public static Polynomial operator %(Polynomial a, Polynomial b)
    {
        if (b.Value == 0)
        {
            throw new DivideByZeroException();
        }

        if (a.Value is { } numerator && b.Value is { } divisor)
        {
            // In checked arithmetic even long.MinValue / -1 is an overflow.
            return Constant(checked(numerator % divisor));
        }

        return a.DividedEvenlyBy(b) is not null ? Constant(0) : Symbol($"({a} % {b})");
    }

    /// <summary>The quotient when this is a multiple of <paramref name="divisor"/> for every value of the parameters, else null.</summary>
    public Polynomial? DividedEvenlyBy(Polynomial divisor)
    {
        if (divisor._terms.Count != 1)
        {
            return Equals(divisor) ? Constant(1) : null;
        }

        var by = divisor._terms[0];
        var quotients = new List<Term>();
        foreach (var term in _terms)
        {
            if (term.DividedBy(by) is not { } quotient)
            {
                return null;
            }

            quotients.Add(quotient);
        }

        return new Polynomial(quotients);
    }

    /// <summary>Puts a size in the place of every parameter: how a block's sizes are seen from the class that stacks it.</summary>
    public Polynomial Substitute(IReadOnlyDictionary<string, Polynomial> values)
    {
        var result = Constant(0);
        foreach (var term in _terms)
        {
            var product = Constant(term.Coefficient);
            foreach (var factor in term.Factors)
            {
                // An opaque factor of the block has no meaning outside it; its own marked name keeps it from being compared.
                product *= values.TryGetValue(factor, out var value) ? value : Symbol(factor[0] == '(' ? factor : $"({factor})");
            }

            result += product;
        }

        return result;
    }

    public bool Equals(Polynomial? other) => other is not null && _terms == other._terms;

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => _terms.GetHashCode();

    public override string ToString() => _terms.Count == 0 ? "0" : string.Join(" + ", _terms.Select(static t => t.ToString()));

    private sealed record Term(EquatableArray<string> Factors, long Coefficient)
    {
        public Term Times(Term other) => new(
            Factors.Concat(other.Factors).OrderBy(static f => f, StringComparer.Ordinal).ToEquatableArray(),
            checked(Coefficient * other.Coefficient));

        public Term? DividedBy(Term by)
        {
            if (by.Coefficient == 0 || Coefficient % by.Coefficient != 0)
            {
                return null;
            }

            var rest = Factors.ToList();
            foreach (var factor in by.Factors)
            {
                if (!rest.Remove(factor))
                {
                    return null;
                }
            }

            return new Term(rest.ToEquatableArray(), Coefficient / by.Coefficient);
        }

        public override string ToString()
        {
            var product = string.Join(" * ", Factors);
            return Factors.Count == 0 ? Coefficient.ToString(CultureInfo.InvariantCulture)
                : Coefficient == 1 ? product
                : Coefficient.ToString(CultureInfo.InvariantCulture) + " * " + product;
        }
    }
}
