using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Torch.Tests.NN;

/// <summary>Distributions by their moments over 40 000 numbers, and the exact fillers.</summary>
[TestFixture]
internal sealed class InitTests
{
    private static readonly long[] Shape = [200, 200];

    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Truncated_normal_is_normal_within_its_bounds()
    {
        using var w = init.trunc_normal_(empty(Shape), 0.5, 0.02, 0.46, 0.54);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Mean(w), Is.EqualTo(0.5).Within(5e-4));
            // The standard deviation of a normal distribution that is cut at two standard deviations is 0.8796 of it.
            Assert.That(Deviation(w), Is.EqualTo(0.8796 * 0.02).Within(2e-4));
            Assert.That(w.min().ToDouble(), Is.GreaterThanOrEqualTo(0.46 - 1e-6));
            Assert.That(w.max().ToDouble(), Is.LessThanOrEqualTo(0.54 + 1e-6));
        }
    }

    [Test]
    public void Xavier_normal_is_normal()
    {
        using var w = init.xavier_normal_(empty(Shape), 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Deviation(w), Is.EqualTo(2 * Math.Sqrt(2.0 / 400)).Within(2e-3));
            Assert.That(Kurtosis(w), Is.EqualTo(3).Within(0.1), "a uniform distribution has 1.8");
        }
    }

    [Test]
    public void Xavier_uniform_is_uniform()
    {
        using var w = init.xavier_uniform_(empty(Shape));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(w.abs().max().ToDouble(), Is.EqualTo(Math.Sqrt(6.0 / 400)).Within(1e-4));
            Assert.That(Kurtosis(w), Is.EqualTo(1.8).Within(0.05));
        }
    }

    [Test]
    public void Kaiming_follows_fan_and_nonlinearity()
    {
        using var normal = init.kaiming_normal_(empty(100, 400), mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        using var uniform = init.kaiming_uniform_(empty(100, 400), a: Math.Sqrt(5));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Deviation(normal), Is.EqualTo(Math.Sqrt(2.0 / 100)).Within(2e-3));
            Assert.That(uniform.abs().max().ToDouble(), Is.EqualTo(1 / Math.Sqrt(400)).Within(1e-4));
        }
    }

    [Test]
    public void The_generator_counts()
    {
        double[] Draw(Func<Tensor, Generator, Tensor> fill)
        {
            using var generator = new Generator(7);
            using var w = fill(empty(5), generator);
            return w.data<float>().ToArray().Select(value => (double)value).ToArray();
        }

        using (Assert.EnterMultipleScope())
        {
            foreach (var fill in new Func<Tensor, Generator, Tensor>[]
            {
                (w, g) => init.uniform_(w, 0, 1, g), (w, g) => init.normal_(w, 0, 1, g), (w, g) => init.trunc_normal_(w, 0, 1, -2, 2, g),
            })
            {
                var first = Draw(fill);
                manual_seed(99);
                Assert.That(Draw(fill), Is.EqualTo(first));
            }
        }
    }

    [Test]
    public void Orthogonal_rows_or_columns([Values(3, 7)] int rows)
    {
        using var scope = NewDisposeScope();
        var w = init.orthogonal_(empty(rows, 5, dtype: ScalarType.Float64), 2);
        var product = rows < 5 ? w.mm(w.t()) : w.t().mm(w);
        Assert.That(product.sub(eye(Math.Min(rows, 5), dtype: ScalarType.Float64).mul(4)).abs().max().ToDouble(), Is.LessThan(1e-12));
    }

    [Test]
    public void Sparse_zeroes_a_share_of_each_column()
    {
        using var scope = NewDisposeScope();
        var w = init.sparse_(empty(10, 6), 0.25);
        Assert.That(w.eq(0).sum(0L).data<long>().ToArray(), Is.All.EqualTo(3));
    }

    [Test]
    public void Dirac_hands_channels_on()
    {
        using var scope = NewDisposeScope();
        var w = init.dirac_(empty(4, 2, 3));
        var input = randn(1, 2, 5);
        var output = functional.conv1d(input, w, padding: 1);
        Assert.That(output.narrow(1, 0, 2).sub(input).abs().max().ToSingle() + output.narrow(1, 2, 2).abs().max().ToSingle(), Is.LessThan(1e-6f));
    }

    [Test]
    public void Fillers_return_their_argument()
    {
        using var scope = NewDisposeScope();
        var w = empty(2, 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(init.eye_(w), Is.SameAs(w));
            Assert.That(w.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 0, 0, 1 }));
            Assert.That(init.constant_(w, 3), Is.SameAs(w));
            Assert.That(init.ones_(w), Is.SameAs(w));
            Assert.That(init.zeros_(w), Is.SameAs(w));
            Assert.That(w.sum().ToSingle(), Is.Zero);
        }
    }

    [TestCase(init.NonlinearityType.Tanh, 0, 5.0 / 3)]
    [TestCase(init.NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [TestCase(init.NonlinearityType.LeakyReLU, 1, 1)]
    [TestCase(init.NonlinearityType.Linear, 0, 1)]
    public void Gains(init.NonlinearityType nonlinearity, double parameter, double expected)
        => Assert.That(init.calculate_gain(nonlinearity, parameter), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void Fans_count_the_receptive_field()
    {
        using var w = empty(6, 4, 3, 2);
        using var bias = empty(6);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(init.CalculateFanInAndFanOut(w), Is.EqualTo((24L, 36L)));
            Assert.That(() => init.CalculateFanInAndFanOut(bias), Throws.ArgumentException);
        }
    }

    private static double Mean(Tensor w) => w.to(ScalarType.Float64).mean().ToDouble();

    private static double Deviation(Tensor w) => w.to(ScalarType.Float64).std().ToDouble();

    private static double Kurtosis(Tensor w)
    {
        using var scope = NewDisposeScope();
        var x = w.to(ScalarType.Float64);
        return x.sub(x.mean()).div(x.std()).pow(4).mean().ToDouble();
    }
}
