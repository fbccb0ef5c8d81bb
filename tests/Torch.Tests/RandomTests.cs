using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

[NonParallelizable]
public class RandomTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void TheSequenceOfASeedIsPyTorchs()
    {
        // PyTorch 1.13: torch.manual_seed(42); torch.rand(3)
        manual_seed(42);
        Assert.That(rand(3).data<float>().ToArray(), Is.EqualTo(new[] { 0.8822692633f, 0.9150039554f, 0.3828637600f }).Within(1e-9));
        Assert.That(initial_seed(), Is.EqualTo(42));
    }

    [Test]
    public void AStateCanBeTakenAndRestored()
    {
        var state = get_rng_state();
        var first = randn(5);
        set_rng_state(state);
        Assert.That(randn(5).Equals(first));
    }

    [Test]
    public void GeneratorsAreIndependent()
    {
        using var one = new Generator(7);
        using var two = new Generator(7);
        manual_seed(1);
        var first = rand(4, generator: one);
        _ = rand(10);
        Assert.That(rand(4, generator: two).Equals(first));
        Assert.That(empty(4).uniform_(0, 1, one.manual_seed(7)).Equals(first));
        var state = one.get_state();
        var next = normal(0, 1, [3], generator: one);
        one.set_state(state);
        Assert.That(normal(0, 1, [3], generator: one).Equals(next));
    }

    [Test]
    public void ADisposedGeneratorThrows()
    {
        var generator = new Generator();
        generator.Dispose();
        Assert.That(() => rand(1, generator: generator), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void PermutationsAndDraws()
    {
        Assert.That(randperm(10).sort().Values.data<long>().ToArray(), Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(tensor(new[] { 0f, 0, 1, 0 }).multinomial(1).ToInt64(), Is.EqualTo(2));
        Assert.That(full(100, 0.0).bernoulli().sum().ToSingle(), Is.Zero);
        Assert.That(randint_int(5, 6), Is.EqualTo(5));
        Assert.That(rand_float(), Is.InRange(0, 1));
        Assert.That(empty(100, dtype: ScalarType.Int64).random_(3, 5).min().ToInt64(), Is.GreaterThanOrEqualTo(3));
    }
}
