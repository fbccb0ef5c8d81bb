using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>Reading, writing and conversions.</summary>
public class ValueTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void ItemWantsOneElementOfItsType()
    {
        Assert.That(tensor(2.5f).item<float>(), Is.EqualTo(2.5f));
        Assert.That(tensor(true).item<bool>());
        Assert.That(tensor(2.5f).ToDouble(), Is.EqualTo(2.5));
        Assert.That((int)tensor(3L), Is.EqualTo(3));
        Assert.That(() => ones(2).item<float>(), Throws.ArgumentException.With.Message.Contains("[2]"));
        Assert.That(() => ones(1).item<double>(), Throws.ArgumentException.With.Message.Contains("Float32"));
    }

    [Test]
    public void AccessorsFollowStrides()
    {
        var transposed = tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } }).t();
        using var data = transposed.data<float>();
        Assert.That(data.ToArray(), Is.EqualTo(new[] { 1f, 4, 2, 5, 3, 6 }));
        Assert.That(data[1, 1], Is.EqualTo(5));
        Assert.That(data[2], Is.EqualTo(2));
        data[1, 1] = 50;
        Assert.That(transposed[1, 1].ToSingle(), Is.EqualTo(50));
        Assert.That(data.ToNDArray(), Is.EqualTo(new[,] { { 1f, 4 }, { 2, 50 }, { 3, 6 } }));
        Assert.That(() => data[3, 0], Throws.TypeOf<IndexOutOfRangeException>());
        Assert.That(() => data[6], Throws.TypeOf<IndexOutOfRangeException>());
        Assert.That(data.Count, Is.EqualTo(6));
    }

    [Test]
    public void AnAccessorOfADisposedTensorThrows()
    {
        var tensor = ones(2);
        var data = tensor.data<float>();
        tensor.Dispose();
        Assert.That(() => data[0], Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void BytesAreTheMemory()
    {
        var tensor = zeros(2, dtype: ScalarType.Int32);
        tensor.bytes = new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 };
        Assert.That(tensor.data<int>().ToArray(), Is.EqualTo(new[] { 1, 256 }));
        Assert.That(() => ones(2, 2).t().bytes.Length, Throws.InvalidOperationException.With.Message.Contains("contiguous"));
    }

    [Test]
    public void StreamsCarryElementsInOrder()
    {
        using var stream = new MemoryStream();
        arange(1000, ScalarType.Float32).view(10, 100).t().WriteBytesToStream(stream);
        stream.Position = 0;
        var back = zeros(100, 10);
        back.ReadBytesFromStream(stream);
        Assert.That(back[1, 0].ToSingle(), Is.EqualTo(1));
        stream.Position = 0;
        var strided = zeros(10, 100).t();
        strided.ReadBytesFromStream(stream);
        Assert.That(strided.Equals(back));
        Assert.That(() => back.ReadBytesFromStream(stream), Throws.TypeOf<EndOfStreamException>());
    }

    [Test]
    public void TorchSharpsFormatRoundTrips()
    {
        using var stream = new MemoryStream();
        var tensor = randn(3, 200, dtype: ScalarType.Float64);
        tensor.Save(stream);
        Assert.That(stream.ToArray()[..4], Is.EqualTo(new byte[] { 7, 2, 3, 0xC8 }), "LEB128 numbers: type, rank, sizes");
        stream.Position = 0;
        Assert.That(Tensor.Load(stream).Equals(tensor));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.That(() => zeros(3).Load(reader), Throws.ArgumentException);
    }

    [Test]
    public void PyTorchsFilesRoundTrip()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "tensor.pt");
        var tensor = randn(3, 4);
        save(tensor, path);
        Assert.That(load(path).Equals(tensor));
        // torch.save(torch.arange(3), path) of PyTorch 1.13.
        Assert.That(load(ReferenceFiles.Own("arange.pt")).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2 }));
    }

    [Test]
    public void ConversionsKeepOrCopy()
    {
        var tensor = ones(2);
        Assert.That(tensor.to(ScalarType.Float64).dtype, Is.EqualTo(ScalarType.Float64));
        tensor.to(ScalarType.Float32).fill_(2);
        Assert.That(tensor.sum().ToSingle(), Is.EqualTo(4), "no conversion, no copy");
        tensor.to(ScalarType.Float32, copy: true).fill_(3);
        Assert.That(tensor.sum().ToSingle(), Is.EqualTo(4));
        tensor.to(ScalarType.Float16, disposeAfter: true);
        Assert.That(tensor.IsInvalid);
        Assert.That(ones(1).half().@double().dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void NumbersPromoteAsInPyTorch()
    {
        Assert.That((ones(2, dtype: ScalarType.Int64) * 0.5).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That((ones(2, dtype: ScalarType.Float16) * 0.5).dtype, Is.EqualTo(ScalarType.Float16));
        Assert.That((ones(2) * 1e300).sum().ToSingle(), Is.EqualTo(float.PositiveInfinity));
        Assert.That((1 - ones(2) / 4).sum().ToSingle(), Is.EqualTo(1.5f));
        Assert.That((2.0 / full(1, 4.0)).ToSingle(), Is.EqualTo(0.5f));
        Assert.That((5 > ones(2)).all().ToBoolean());
        Assert.That((full(1, 1 << 24) + 16777217L).ToInt64(), Is.EqualTo((1L << 25) + 1));
    }

    [Test]
    public void TextForms()
    {
        var matrix = tensor(new[,] { { 1.5f, 2 }, { 3, 4 } });
        Assert.That(matrix.ToString(), Is.EqualTo("[2x2], type = Float32, device = cpu"));
        Assert.That(matrix.npstr(cultureInfo: CultureInfo.InvariantCulture, newLine: "\n"), Is.EqualTo("[[1.5, 2],\n [3, 4]]"));
        Assert.That(matrix.jlstr(cultureInfo: CultureInfo.InvariantCulture, newLine: "\n"), Is.EqualTo("[2x2], type = Float32, device = cpu\n 1.5    2\n   3    4"));
        Assert.That(arange(100).npstr(), Is.EqualTo("[0, 1, 2, ..., 97, 98, 99]"));
        matrix.Dispose();
        Assert.That(matrix.ToString(), Is.EqualTo("disposed tensor"));
    }

    [Test]
    public void ToListNests()
    {
        Assert.That(tensor(new[,] { { 1L, 2 }, { 3, 4 } }).tolist(), Is.EqualTo(new List<object> { new List<object> { 1L, 2L }, new List<object> { 3L, 4L } }));
    }

    [Test]
    public void SettingsHold()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        Assert.That(get_num_threads(), Is.EqualTo(1));
        set_num_threads(threads);
        using (use_deterministic_algorithms())
            Assert.That(are_deterministic_algorithms_enabled());
        Assert.That(are_deterministic_algorithms_enabled(), Is.False);
        Assert.That(__version__, Does.Match(@"^\d+\.\d+"));
    }
}
