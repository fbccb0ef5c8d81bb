using System.Runtime.InteropServices;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

public class CreationTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void TypesFollowTheElements()
    {
        Assert.That(tensor(new[] { 1, 2 }).dtype, Is.EqualTo(ScalarType.Int32));
        Assert.That(tensor(new[] { 1L, 2 }).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(tensor(new[,] { { 1f, 2 }, { 3, 4 } }).shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(tensor(new Half[] { (Half)1 }).dtype, Is.EqualTo(ScalarType.Float16));
        Assert.That(tensor(new[] { true }).dtype, Is.EqualTo(ScalarType.Bool));
        Assert.That(tensor(new Complex(1, 2)).ToComplexFloat64(), Is.EqualTo(new Complex(1, 2)));
        Assert.That(tensor(new[] { 1, 2 }, dtype: ScalarType.BFloat16).dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(arange(3).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(arange(0, 1, 0.25).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(full(2, 3).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(full(2, 3.0).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(randint(5, [3L]).dtype, Is.EqualTo(ScalarType.Int64));
    }

    [Test]
    public void TensorCopiesAndFromArrayShares()
    {
        var source = new[] { 1f, 2f };
        var copy = tensor(source);
        var shared = from_array(source);
        source[0] = 9;
        Assert.That((copy[0].ToSingle(), shared[0].ToSingle()), Is.EqualTo((1f, 9f)));
        shared.fill_(5);
        Assert.That(source, Is.EqualTo(new[] { 5f, 5f }));
        Assert.That(frombuffer(source, ScalarType.Float32, count: 1, offset: 1).shape, Is.EqualTo(new long[] { 1 }));
        Assert.That(from_array(new[,,] { { { 1L }, { 2L } } }).shape, Is.EqualTo(new long[] { 1, 2, 1 }));
    }

    [Test]
    public void AnArrayLivesAsLongAsTheTensorOverIt()
    {
        var shared = from_array(Enumerable.Range(0, 1000).ToArray());
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(shared.sum().ToInt64(), Is.EqualTo(499500));
    }

    [Test]
    public void DefaultsCanBeChanged()
    {
        set_default_dtype(ScalarType.Float64);
        try
        {
            Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float64));
        }
        finally
        {
            set_default_dtype(ScalarType.Float32);
        }

        Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(() => set_default_dtype(ScalarType.Int32), Throws.ArgumentException);
        set_default_device(META);
        try
        {
            Assert.That(ones(2).is_meta);
        }
        finally
        {
            set_default_device(CPU);
        }
    }

    [Test]
    public void LikeFollowsItsModel()
    {
        var model = ones(2, 3, dtype: ScalarType.Float64);
        Assert.That(zeros_like(model).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(model.full_like(7).sum().ToDouble(), Is.EqualTo(42));
        Assert.That(model.new_zeros(4, dtype: ScalarType.Int64).shape, Is.EqualTo(new long[] { 4 }));
        Assert.That(rand_like(model, requires_grad: true).requires_grad);
    }

    [Test]
    public void WrongSizesAreRefused()
    {
        Assert.That(() => tensor(new[] { 1, 2 }, [3]), Throws.ArgumentException.With.Message.Contains("3 elements"));
        Assert.That(() => tensor((float[])null!), Throws.Exception);
        Assert.That(() => cat(Array.Empty<Tensor>()), Throws.ArgumentException);
    }

    [Test]
    public void DevicesAreParsed()
    {
        Assert.That(device("cuda:1").ToString(), Is.EqualTo("cuda:1"));
        Assert.That(device("cpu").type, Is.EqualTo(DeviceType.CPU));
        Assert.That(ones(1).device.ToString(), Is.EqualTo("cpu"));
        Assert.That(() => device("gpu"), Throws.ArgumentException.With.Message.Contains("cuda:0"));
        Assert.That(() => device("cuda:x"), Throws.ArgumentException);
        if (!cuda.is_available())
            Assert.That(() => ones(1).cuda(), Throws.Exception);
    }

    [Test]
    public void NamedDimensions()
    {
        Assert.That(zeros(2).has_names(), Is.False);
        try
        {
            Assert.That(zeros([2, 3], names: ["rows", "columns"]).names, Is.EqualTo(new[] { "rows", "columns" }));
        }
        catch (ExternalException error) when (error.Message.Contains("has no named tensors any more", StringComparison.Ordinal))
        {
            Assert.Inconclusive(error.Message);
        }
    }

    [Test]
    public void SizesCompareAndJoin()
    {
        Size size = (2, 3);
        Assert.That(size == new long[] { 2, 3 });
        Assert.That((size + new Size(4)).numel(), Is.EqualTo(24));
        Assert.That(broadcast_shapes([2, 1], [1, 3], [3]).Shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(() => broadcast_shapes([2], [3]), Throws.ArgumentException);
    }

    [Test]
    public void NumberLimits()
    {
        Assert.That(finfo(ScalarType.Float16).max, Is.EqualTo(65504));
        Assert.That(finfo(ScalarType.Float32).eps, Is.EqualTo(Math.Pow(2, -23)));
        Assert.That((float)finfo(ScalarType.Float32).max, Is.EqualTo(float.MaxValue));
        Assert.That(finfo(ScalarType.Float64).tiny, Is.EqualTo(2.2250738585072014e-308));
        Assert.That(promote_types(ScalarType.Int64, ScalarType.Float16), Is.EqualTo(ScalarType.Float16));
        Assert.That(can_cast(ScalarType.Float32, ScalarType.Int32), Is.False);
        Assert.That(max_int_value(ScalarType.Byte), Is.EqualTo(255));
    }
}
