using StableModels.Initialization;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

/// <summary>Each law's mean, standard deviation and shape, measured on half a million values and more.</summary>
public sealed class LawTests
{
    private const double NormalKurtosis = 3;
    private const double UniformKurtosis = 1.8;

    // Of a normal cut at 2: integral of z^4 over the square of that of z^2, each divided by the mass kept.
    private const double TruncatedKurtosis = 2.3655;

    private static readonly long[] Shape = [640, 1024];

    private static IEnumerable<TestCaseData> Laws()
    {
        yield return Law("Normal", new Normal(0.02), 0.02, NormalKurtosis);
        yield return Law("Uniform", new Uniform(0.3), 0.3 / Math.Sqrt(3), UniformKurtosis);
        yield return Law("FanIn", new FanIn(), 1.0 / 32, NormalKurtosis);
        yield return Law("FanIn_before_gelu", new FanIn(Activation.Gelu), 1.533530 / 32, NormalKurtosis);
        yield return Law("LeCun", new LeCun(), 1.0 / 32, NormalKurtosis);
        yield return Law("He", new He(), Math.Sqrt(2.0 / 1024), NormalKurtosis);
        yield return Law("He_fan_out", new He(FanOut: true), Math.Sqrt(2.0 / 640), NormalKurtosis);
        yield return Law("He_leaky", new He(Slope: 0.2), Math.Sqrt(2.0 / 1.04 / 1024), NormalKurtosis);
        yield return Law("He_uniform", new He { Distribution = Distribution.Uniform }, Math.Sqrt(2.0 / 1024), UniformKurtosis);
        yield return Law("Xavier", new Xavier(), Math.Sqrt(2.0 / 1664), NormalKurtosis);
        yield return Law("Xavier_uniform", new Xavier { Distribution = Distribution.Uniform }, Math.Sqrt(2.0 / 1664), UniformKurtosis);
        yield return Law("Xavier_truncated", new Xavier { Distribution = Distribution.TruncatedNormal }, Math.Sqrt(2.0 / 1664), TruncatedKurtosis);
        yield return Law("TruncatedNormal_2", new TruncatedNormal(0.02, 2), 0.0175925131, TruncatedKurtosis);
        yield return Law("TruncatedNormal_3", new TruncatedNormal(0.02, 3), 0.0197315679, 2.8344);
        yield return Law("TruncatedNormal_widened", new TruncatedNormal(0.02, 2) { KeepsDeviation = true }, 0.02, TruncatedKurtosis);
        yield return Law("SmallInit", new SmallInit(768), 0.022821773, NormalKurtosis);
        yield return Law("EmbeddingNormal", new EmbeddingNormal(), 0.02, NormalKurtosis);
        yield return Law("Orthogonal_wide", new Orthogonal(), 1.0 / 32, NormalKurtosis);
        yield return Law("Scaled", new FanIn().Times(0.25), 0.25 / 32, NormalKurtosis);
        yield return Law("Scaled_truncated", new TruncatedNormal(0.02, 2).Times(0.5), 0.0087962566, TruncatedKurtosis);

        static TestCaseData Law(string name, InitialLaw law, double std, double kurtosis) =>
            new TestCaseData(law, std, kurtosis).SetName("Draws_" + name);
    }

    [TestCaseSource(nameof(Laws))]
    public void Draws_what_it_says(InitialLaw law, double std, double kurtosis)
    {
        using var scope = NewDisposeScope();
        var weight = empty(Shape);
        law.Apply(weight, new Generator(1));
        var sample = Sample.Of(weight);
        Assert.Multiple(() =>
        {
            Assert.That(sample.Mean, Is.Zero.Within(5 * std / Math.Sqrt(640 * 1024)));
            Assert.That(sample.Std, Is.EqualTo(std).Within(0.005 * std));
            Assert.That(sample.Kurtosis, Is.EqualTo(kurtosis).Within(0.03));
            Assert.That(law.StandardDeviation(Fans.Of(weight)), Is.EqualTo(std).Within(1e-6 * std));
        });
    }

    [Test]
    public void Truncated_normal_ends_at_its_bounds()
    {
        using var scope = NewDisposeScope();
        var weight = empty(Shape);
        var law = new TruncatedNormal(0.02, 2);
        law.Apply(weight, new Generator(1));
        Assert.Multiple(() =>
        {
            Assert.That(Sample.Of(weight).Largest, Is.InRange(0.0399, 0.04 + 1e-8));
            Assert.That(law.Shrinkage, Is.EqualTo(0.8796256610342398).Within(1e-12));
            Assert.That(new TruncatedNormal(1, 3).Shrinkage, Is.EqualTo(0.9865783925581086).Within(1e-12));
            Assert.That(new TruncatedNormal(1, 10).Shrinkage, Is.EqualTo(1).Within(1e-12));
            // Every value its own: TorchSharp's trunc_normal_ fills a constant.
            Assert.That(weight.reshape(-1).narrow(0, 0, 1000).data<float>().ToArray().Distinct().Count(), Is.GreaterThan(990));
        });
    }

    [TestCase(64, 32)]
    [TestCase(32, 64)]
    [TestCase(48, 48)]
    public void Orthogonal_rows_or_columns_are_orthonormal(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var weight = empty([rows, columns]);
        new Orthogonal(2).Apply(weight, new Generator(3));
        var product = rows >= columns ? matmul(weight.t(), weight) : matmul(weight, weight.t());
        Assert.That((product - 4 * eye(Math.Min(rows, columns))).abs().max().ToSingle(), Is.LessThan(4e-5f));
    }

    [Test]
    public void Orthogonal_is_uniform_over_signs()
    {
        using var scope = NewDisposeScope();
        // Without the sign correction the diagonal of Q leans to one side.
        var generator = new Generator(4);
        var positive = 0;
        for (var i = 0; i < 400; i++)
        {
            var weight = empty([4, 4]);
            new Orthogonal().Apply(weight, generator);
            positive += weight[0, 0].ToSingle() > 0 ? 1 : 0;
        }

        Assert.That(positive, Is.InRange(150, 250));
    }

    [Test]
    public void Powers_of_an_orthogonal_matrix_neither_grow_nor_shrink()
    {
        using var scope = NewDisposeScope();
        var weight = empty([64, 64], ScalarType.Float64);
        foreach (var (gain, expected) in new[] { (1.1, 13780.61234), (0.9, 2.65614e-5) })
        {
            new Orthogonal(gain).Apply(weight, new Generator(5));
            var x = randn([64], ScalarType.Float64);
            var start = x.norm().ToDouble();
            for (var t = 0; t < 100; t++)
                x = weight.mv(x);
            Assert.That(x.norm().ToDouble() / start, Is.EqualTo(expected).Within(1e-5 * expected));
        }
    }

    [Test]
    public void Convolutions_count_their_receptive_field()
    {
        using var scope = NewDisposeScope();
        var weight = empty([128, 64, 3, 3]);
        Assert.That(Fans.Of(weight), Is.EqualTo(new Fans(576, 1152, 9)));
        new He().Apply(weight, new Generator(1));
        Assert.That(Sample.Of(weight).Std, Is.EqualTo(Math.Sqrt(2.0 / 576)).Within(0.01 * Math.Sqrt(2.0 / 576)));
        new Orthogonal().Apply(weight, new Generator(1));
        var flat = weight.reshape(128, 576);
        Assert.That((matmul(flat, flat.t()) - eye(128)).abs().max().ToSingle(), Is.LessThan(1e-5f));
        Assert.That(Sample.Of(weight).Std, Is.EqualTo(new Orthogonal().StandardDeviation(Fans.Of(weight))).Within(1e-3));
    }

    [Test]
    public void The_generator_alone_decides()
    {
        using var scope = NewDisposeScope();
        InitialLaw[] laws = [new Normal(), new Uniform(1), new Xavier(), new TruncatedNormal(), new Orthogonal()];
        foreach (var law in laws)
        {
            var (first, second, other) = (empty([8, 8]), empty([8, 8]), empty([8, 8]));
            law.Apply(first, new Generator(9));
            manual_seed(0);
            law.Apply(second, new Generator(9));
            law.Apply(other, new Generator(10));
            Assert.That(second.equal(first).all().ToBoolean(), Is.True, law.ToString());
            Assert.That(other.equal(first).all().ToBoolean(), Is.False, law.ToString());
        }
    }

    [Test]
    public void Half_weights_are_drawn_too([Values(ScalarType.Float16, ScalarType.BFloat16)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        var weight = empty([256, 256], type);
        InitialLaw[] laws = [new FanIn(), new TruncatedNormal(1.0 / 16, 3), new Orthogonal()];
        foreach (var law in laws)
        {
            law.Apply(weight, new Generator(1));
            Assert.That(Sample.Of(weight).Std, Is.EqualTo(1.0 / 16).Within(0.02 / 16), law.ToString());
        }
    }

    [Test]
    public void A_leaf_that_requires_gradients_is_filled_in_place_and_stays_a_leaf()
    {
        using var scope = NewDisposeScope();
        var weight = zeros([4, 4], requires_grad: true);
        new FanIn().Apply(weight);
        Assert.That(weight.is_leaf, Is.True);
        Assert.That(weight.abs().sum().ToSingle(), Is.GreaterThan(0));
    }

    [Test]
    public void Padding_row_is_zero()
    {
        using var scope = NewDisposeScope();
        var table = empty([10, 4]);
        new EmbeddingNormal(0.02, PaddingIndex: 3).Apply(table);
        Assert.That(table[3].abs().max().ToSingle(), Is.Zero);
        Assert.That(table[2].abs().max().ToSingle(), Is.GreaterThan(0));
        Assert.That(() => new EmbeddingNormal(0.02, PaddingIndex: 10).Apply(table), Throws.InvalidOperationException);
    }

    [Test]
    public void Description_gives_formula_and_number()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new FanIn().Describe(new Fans(64, 64)), Is.EqualTo("std = 1 / sqrt(fan_in) = 0.125"));
            Assert.That(new FanIn().Times(0.5).Describe(new Fans(64, 64)), Is.EqualTo("std = 0.5 * 1 / sqrt(fan_in) = 0.0625"));
            Assert.That(new Xavier(2).Describe(new Fans(25, 25)), Is.EqualTo("std = 2 * sqrt(2 / (fan_in + fan_out)) = 0.4"));
        });
    }

    [Test]
    public void Nonsense_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(() => new Normal(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new FanIn(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new TruncatedNormal(1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new FanIn().Times(double.PositiveInfinity), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new FanIn().Apply(zeros([3])), Throws.ArgumentException.With.Message.Contains("no fan-in"));
        });
    }
}
