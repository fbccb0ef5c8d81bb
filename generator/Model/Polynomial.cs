using System.Globalization;

namespace StableModels.Generator.Model;

/// <summary>
/// A size as a polynomial over constructor parameters, in one canonical order, so that <c>4 * width</c> equals <c>width * 4</c>.
/// What is no polynomial (the part of a division that does not come out even, a remainder) becomes an opaque symbol named by its own text, of which it is remembered what was divided.
/// Sizes are not negative, so that a whole multiple can be taken out of a division: <c>(image - patch) / patch</c> is <c>image / patch - 1</c>.
/// Arithmetic overflow throws <see cref="OverflowException"/>, which the size parser turns into a fault.
/// </summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    private readonly EquatableArray<Term> _terms;
    private readonly EquatableArray<Quotient> _quotients;

    private Polynomial(Term term, EquatableArray<Quotient> quotients = default)
    {
        _terms = term.Coefficient == 0 ? default : EquatableArray<Term>.Of(term);
        _quotients = quotients;
    }

    private Polynomial(IEnumerable<Term> terms, EquatableArray<Quotient> quotients = default)
    {
        _quotients = quotients;
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

    /// <summary>An extent of planes that nobody has said: it means nothing by itself, but what is made of it can be compared with it.</summary>
    public static Polynomial Unsaid(int dimension) => Symbol(UnsaidName(dimension));

    public static string UnsaidName(int dimension) => $"(?{Literal.Of((long)dimension)})";

    /// <summary>The value when no parameter is in it.</summary>
    public long? Value => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms[0].Factors.Count == 0 ? _terms[0].Coefficient : null;

    /// <summary>Whether a division or remainder that could not be resolved is in it: then inequality proves nothing.</summary>
    public bool IsOpaque => _terms.Any(static t => t.Factors.Any(static f => f.Length > 0 && f[0] == '('));

    /// <summary>Whether a name is in it that means something in another class alone, so that it cannot be written as C# here.</summary>
    public bool IsForeign => _terms.Any(static t => t.Factors.Any(static f => f.Contains('?')));

    /// <summary>Whether it is one parameter and nothing else.</summary>
    public bool IsName => _terms.Count == 1 && _terms[0] is { Coefficient: 1, Factors.Count: 1 } && !IsOpaque;

    /// <summary>The parameters in it, when it is nothing but their product and a positive number: it is at least 1 when each of them is. Else null.</summary>
    public IEnumerable<string>? Product => _terms.Count == 1 && _terms[0].Coefficient > 0 && !IsOpaque ? _terms[0].Factors : null;

    public static Polynomial operator +(Polynomial a, Polynomial b) => new(a._terms.Concat(b._terms), Both(a, b));

    public static Polynomial operator -(Polynomial a, Polynomial b) => a + (Constant(-1) * b);

    public static Polynomial operator *(Polynomial a, Polynomial b) =>
        a._terms.Count == 1 && b._terms.Count == 1 ? new(a._terms[0].Times(b._terms[0]), Both(a, b)) : new(from x in a._terms from y in b._terms select x.Times(y), Both(a, b));

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

        if (a.DividedEvenlyBy(b) is { } even)
        {
            return even;
        }

        var (whole, rest) = a.SplitBy(b);
        return whole + (rest._terms.Count == 0 ? rest : Opaque('/', rest, b));
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

        return a.DividedEvenlyBy(b) is not null ? Constant(0) : Opaque('%', a, b);
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

        return new Polynomial(quotients, _quotients);
    }

    /// <summary>The multiple of a divisor of one term that is in this, divided by it, and what is left.</summary>
    private (Polynomial Whole, Polynomial Remaining) SplitBy(Polynomial divisor)
    {
        if (divisor._terms.Count != 1)
        {
            return (Constant(0), this);
        }

        var by = divisor._terms[0];
        var whole = new List<Term>();
        var rest = new List<Term>();
        foreach (var term in _terms)
        {
            if (term.DividedBy(by) is { } quotient)
            {
                whole.Add(quotient);
            }
            else if (term.Factors.Count == 0 && by is { Factors.Count: 0, Coefficient: > 0 })
            {
                // A number goes in as often as leaves a rest that is not negative: -1 is -1 times 2 and 1.
                var left = ((term.Coefficient % by.Coefficient) + by.Coefficient) % by.Coefficient;
                whole.Add(new Term(default, (term.Coefficient - left) / by.Coefficient));
                rest.Add(new Term(default, left));
            }
            else
            {
                rest.Add(term);
            }
        }

        return (new Polynomial(whole, _quotients), new Polynomial(rest, _quotients));
    }

    private static Polynomial Opaque(char op, Polynomial left, Polynomial right)
    {
        // A rest that is smaller than what it is divided by gives nothing.
        if (op == '/' && left.Value is { } number && right.Value > number && number >= 0)
        {
            return Constant(0);
        }

        var text = $"({left.Bracketed(left._terms.Count > 1)} {op} {right.Bracketed(right._terms.Count > 1 || right._terms[0] is { Factors.Count: > 1 } or { Factors.Count: 1, Coefficient: not 1 })})";
        return new Polynomial(new Term(EquatableArray<string>.Of(text), 1), Both(left, right).Append(new Quotient(text, op, left, right)).ToEquatableArray());
    }

    private static EquatableArray<Quotient> Both(Polynomial a, Polynomial b) =>
        b._quotients.Count == 0 ? a._quotients : a._quotients.Count == 0 ? b._quotients : a._quotients.Concat(b._quotients).Distinct().ToEquatableArray();

    private string Bracketed(bool isNeeded) => isNeeded ? $"({this})" : ToString();

    /// <summary>Puts a size in the place of every parameter: how a block's sizes are seen from the class that stacks it, where its other names mean nothing unless they are kept.</summary>
    public Polynomial Substitute(IReadOnlyDictionary<string, Polynomial> values, bool keepsOthers = false)
    {
        var result = Constant(0);
        foreach (var term in _terms)
        {
            var product = Constant(term.Coefficient);
            foreach (var factor in term.Factors)
            {
                product *= values.TryGetValue(factor, out var value) ? value
                    : _quotients.FirstOrDefault(q => string.Equals(q.Text, factor, StringComparison.Ordinal)) is { } quotient ? quotient.Substitute(values, keepsOthers)
                    : keepsOthers ? Symbol(factor)
                    : Foreign(factor);
            }

            result += product;
        }

        return result;
    }

    /// <summary>What it is where the extents that nobody has said are of that size; the same where it is too large for a number.</summary>
    public Polynomial At(long size)
    {
        try
        {
            return IsForeign ? Substitute(Enumerable.Range(0, 3).ToDictionary(UnsaidName, _ => Constant(size), StringComparer.Ordinal), keepsOthers: true) : this;
        }
        catch (OverflowException)
        {
            return this;
        }
    }

    /// <summary>A name of the block has no meaning outside it; as a marked one it is not compared, and not written.</summary>
    private static Polynomial Foreign(string name) => Symbol(name.Contains('?') ? name : $"(?{name})");

    public bool Equals(Polynomial? other) => other is not null && _terms == other._terms;

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => _terms.GetHashCode();

    /// <summary>It as C#: a quotient by itself needs no brackets.</summary>
    public string Text => ToString() is var text && _terms.Count == 1 && _terms[0] is { Coefficient: 1, Factors.Count: 1 } && text[0] == '(' ? text.Substring(1, text.Length - 2) : text;

    public override string ToString() => _terms.Count == 0 ? "0" : string.Join(" + ", _terms.Select(static t => t.ToString()));

    /// <summary>What an opaque symbol stands for.</summary>
    private sealed record Quotient(string Text, char Operator, Polynomial Left, Polynomial Right)
    {
        public Polynomial Substitute(IReadOnlyDictionary<string, Polynomial> values, bool keepsOthers)
        {
            var (left, right) = (Left.Substitute(values, keepsOthers), Right.Substitute(values, keepsOthers));
            return right.Value == 0 ? Foreign(Text) : Operator == '/' ? left / right : left % right;
        }
    }

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
