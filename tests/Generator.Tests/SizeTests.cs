using System.Globalization;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Expansion;

namespace StableModels.Generator.Tests;

/// <summary>Polynomials, names and numbers.</summary>
[TestFixture]
public sealed class SizeTests
{
    private static readonly Polynomial X = Polynomial.Symbol("x");
    private static readonly Polynomial Y = Polynomial.Symbol("y");

    [Test]
    public void Polynomials_are_equal_however_they_are_made()
    {
        Assert.Multiple(() =>
        {
            Assert.That(X * Polynomial.Constant(4), Is.EqualTo(Polynomial.Constant(4) * X));
            Assert.That((X + Y) * (X - Y), Is.EqualTo((X * X) - (Y * Y)));
            Assert.That(X - X, Is.EqualTo(Polynomial.Constant(0)));
            Assert.That(((Polynomial.Constant(4) * X) / Polynomial.Constant(2)), Is.EqualTo(X + X));
            Assert.That((X * Y) / Y, Is.EqualTo(X));
            Assert.That((X * Y) % Y, Is.EqualTo(Polynomial.Constant(0)));
            Assert.That(X, Is.Not.EqualTo(Y));
        });
    }

    [Test]
    public void A_division_that_may_leave_a_rest_is_opaque()
    {
        var half = X / Polynomial.Constant(2);
        Assert.Multiple(() =>
        {
            Assert.That(half.IsOpaque, Is.True);
            Assert.That(half * Polynomial.Constant(2), Is.Not.EqualTo(X));
            Assert.That(half, Is.EqualTo(X / Polynomial.Constant(2)));
            Assert.That(StreamCheck.Differ(half, X), Is.False, "nothing is proven");
        });
    }

    [Test]
    public void A_whole_multiple_is_taken_out_of_a_division()
    {
        var (one, two, four) = (Polynomial.Constant(1), Polynomial.Constant(2), Polynomial.Constant(4));
        Assert.Multiple(() =>
        {
            Assert.That(((X - Y) / Y) + one, Is.EqualTo(X / Y), "a kernel as large as its stride");
            Assert.That(((X - four) / four) + one, Is.EqualTo(X / four));
            Assert.That((((two * X) - one) / two) + one, Is.EqualTo(X), "a kernel of 3 with padding 1 and stride 2");
            Assert.That(((X - one) / two) + one, Is.EqualTo((X + one) / two));
            Assert.That((((two * Y) + X) / Y) - two, Is.EqualTo(X / Y));
            Assert.That((X / Y) * (X / Y) * X, Is.EqualTo(X * (X / Y) * (X / Y)));
            Assert.That(((X + one) / two).ToString(), Is.EqualTo("((1 + x) / 2)"), "as C# reads it");
            Assert.That((X / (two * Y)).ToString(), Is.EqualTo("(x / (2 * y))"));
        });
    }

    [TestCase(7, 3)]
    [TestCase(16, 4)]
    [TestCase(9, 9)]
    public void A_division_means_the_same_before_and_after_numbers_are_put_in(long x, long y)
    {
        var values = new Dictionary<string, Polynomial>(StringComparer.Ordinal) { ["x"] = Polynomial.Constant(x), ["y"] = Polynomial.Constant(y) };
        Assert.Multiple(() =>
        {
            Assert.That((((X - Y) / Y) + X).Substitute(values).Value, Is.EqualTo(((x - y) / y) + x));
            Assert.That(((X + Polynomial.Constant(5)) / Polynomial.Constant(4)).Substitute(values).Value, Is.EqualTo((x + 5) / 4));
            Assert.That(((X * X) % Y).Substitute(values).Value, Is.EqualTo(x * x % y));
        });
    }

    [Test]
    public void Names_that_mean_nothing_outside_are_foreign_there()
    {
        var values = new Dictionary<string, Polynomial>(StringComparer.Ordinal) { ["x"] = Polynomial.Symbol("width"), ["z"] = Polynomial.Constant(0) };
        Assert.Multiple(() =>
        {
            Assert.That((X / Polynomial.Constant(2)).Substitute(values), Is.EqualTo(Polynomial.Symbol("width") / Polynomial.Constant(2)));
            Assert.That((X / Polynomial.Constant(2)).Substitute(values).IsForeign, Is.False);
            Assert.That((X + Y).Substitute(values).IsForeign, Is.True);
            Assert.That((X / Polynomial.Symbol("z")).Substitute(values).IsForeign, Is.True, "by zero");
            Assert.That(StreamCheck.Differ((X + Y).Substitute(values), X), Is.False, "nothing is proven");
        });
    }

    [Test]
    public void Overflow_and_division_by_zero_throw()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Polynomial.Constant(long.MaxValue) + Polynomial.Constant(1), Throws.TypeOf<OverflowException>());
            Assert.That(() => Polynomial.Constant(long.MinValue) / Polynomial.Constant(-1), Throws.TypeOf<OverflowException>());
            Assert.That(() => X / Polynomial.Constant(0), Throws.TypeOf<DivideByZeroException>());
        });
    }

    [Test]
    public void Substitution_puts_sizes_in_the_place_of_parameters()
    {
        var values = new Dictionary<string, Polynomial>(StringComparer.Ordinal) { ["x"] = Polynomial.Constant(2) * Y };
        Assert.That(((X * X) + Polynomial.Constant(1)).Substitute(values), Is.EqualTo((Polynomial.Constant(4) * Y * Y) + Polynomial.Constant(1)));
    }

    [TestCase("AttentionNorm", "attention_norm")]
    [TestCase("Mlp", "mlp")]
    [TestCase("QKNorm", "qk_norm")]
    [TestCase("Conv1", "conv1")]
    [TestCase("FC", "fc")]
    [TestCase("already_snake", "already_snake")]
    [TestCase("Layer2Norm", "layer2_norm")]
    public void Keys_are_in_snake_case(string property, string key) => Assert.That(Naming.SnakeCase(property), Is.EqualTo(key));

    [Test]
    public void A_taken_field_name_gets_another_underscore() =>
        Assert.That(Naming.Field("Head", new HashSet<string>(StringComparer.Ordinal) { "_head" }), Is.EqualTo("_head_"));

    [Test]
    [SetCulture("fi-FI")]
    public void Numbers_are_written_the_same_in_Finland()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Literal.Of(0.5), Is.EqualTo("0.5"));
            Assert.That(Literal.Of(-1e-5), Is.EqualTo("-1E-05"));
            Assert.That(Literal.Of(3.0), Is.EqualTo("3.0"));
            Assert.That(Literal.Of(-3L), Is.EqualTo("-3"));
            Assert.That(Literal.Of(double.NaN), Is.EqualTo("double.NaN"));
            Assert.That(Literal.Of(double.NegativeInfinity), Is.EqualTo("double.NegativeInfinity"));
        });
        foreach (var value in new[] { 0.1, 1 / 3.0, Math.PI, 1e300, double.Epsilon, double.MaxValue })
        {
            Assert.That(double.Parse(Literal.Of(value), CultureInfo.InvariantCulture), Is.EqualTo(value));
        }
    }

    [Test]
    public void Equatable_arrays_compare_their_elements()
    {
        var one = new EquatableArray<string>(["a", "b"]);
        var other = new EquatableArray<string>(["a", "b"]);
        Assert.Multiple(() =>
        {
            Assert.That(one.Equals((object)other), Is.True);
            Assert.That(one.GetHashCode(), Is.EqualTo(other.GetHashCode()));
            Assert.That(new EquatableArray<string>([]), Is.EqualTo(default(EquatableArray<string>)));
            Assert.That(one, Is.Not.EqualTo(new EquatableArray<string>(["a"])));
        });
    }
}
