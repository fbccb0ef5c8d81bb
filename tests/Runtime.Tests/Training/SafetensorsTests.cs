using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class SafetensorsTests : ScopedTest
{
    private string _file = "";

    [SetUp]
    public void NameFile() => _file = Path.Combine(Directory.CreateTempSubdirectory("safetensors-").FullName, "x.safetensors");

    [TearDown]
    public void RemoveFile() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16)]
    [TestCase(ScalarType.Int64)]
    [TestCase(ScalarType.Int32)]
    [TestCase(ScalarType.Byte)]
    [TestCase(ScalarType.Bool)]
    [TestCase(ScalarType.ComplexFloat32)]
    public void Every_type_comes_back_bit_for_bit(ScalarType type)
    {
        var saved = randn(3, 4).mul(10).abs().to(type);
        Safetensors.Save(_file, new Dictionary<string, Tensor> { ["a.weight"] = saved, ["scalar"] = saved[1, 2], ["transposed"] = saved.t() }, new Dictionary<string, string> { ["note"] = "π \"quoted\"" });
        var (tensors, metadata) = Safetensors.Load(_file);

        Assert.That(tensors["a.weight"].dtype, Is.EqualTo(type));
        Assert.That(tensors["a.weight"].eq(saved).all().item<bool>(), Is.True);
        Assert.That(tensors["scalar"].shape, Is.Empty);
        Assert.That(tensors["transposed"].shape, Is.EqualTo(new long[] { 4, 3 }));
        Assert.That(tensors["transposed"].eq(saved.t()).all().item<bool>(), Is.True);
        Assert.That(metadata["note"], Is.EqualTo("π \"quoted\""));
    }

    [Test]
    public void Complex_numbers_are_laid_out_as_the_format_has_them_and_a_conjugate_is_written_as_such()
    {
        var numbers = complex(tensor(new[] { 1f, 2f }), tensor(new[] { 3f, -4f }));
        Safetensors.Save(_file, new Dictionary<string, Tensor> { ["x"] = numbers.conj() });
        var bytes = File.ReadAllBytes(_file);
        var length = (int)BitConverter.ToUInt64(bytes);

        Assert.That(System.Text.Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(), Is.EqualTo("""{"x":{"dtype":"C64","shape":[2],"data_offsets":[0,16]}}"""));
        Assert.That(Enumerable.Range(0, 4).Select(index => BitConverter.ToSingle(bytes, 8 + length + (4 * index))), Is.EqualTo(new[] { 1f, -3f, 2f, 4f }));
        Assert.That(Safetensors.Load(_file).Tensors["x"].eq(numbers.conj()).all().item<bool>(), Is.True);
    }

    [Test]
    public void A_type_that_the_format_lacks_is_refused_by_name() =>
        Assert.That(
            () => Safetensors.Save(_file, new Dictionary<string, Tensor> { ["wave"] = zeros(2, dtype: ScalarType.ComplexFloat64) }),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("'wave', which is ComplexFloat64. Convert it to ComplexFloat32"));

    [Test]
    public void The_layout_is_the_formats()
    {
        Safetensors.Save(_file, new Dictionary<string, Tensor> { ["x"] = tensor(new[] { 1f, 2f }) });
        var bytes = File.ReadAllBytes(_file);
        var length = (int)BitConverter.ToUInt64(bytes);

        Assert.That(System.Text.Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(), Is.EqualTo("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""));
        Assert.That(bytes, Has.Length.EqualTo(8 + length + 8));
        Assert.That(BitConverter.ToSingle(bytes, 8 + length + 4), Is.EqualTo(2f));
    }

    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}}""")]
    [TestCase("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")]
    [TestCase("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""")]
    [TestCase("""{"x":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,8]}}""")]
    [TestCase("""{"x":{"dtype":"F7","shape":[2],"data_offsets":[0,8]}}""")]
    [TestCase("""{"x":{"dtype":"F32"}}""")]
    [TestCase("""{"x":""")]
    [TestCase("""[1]""")]
    public void A_header_that_lies_is_refused(string header)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(_file, [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[8]]);

        Assert.That(() => Safetensors.Load(_file), Throws.TypeOf<InvalidDataException>().With.Message.Contains("safetensors"));
    }

    [Test]
    public void A_cut_off_file_is_refused()
    {
        Safetensors.Save(_file, new Dictionary<string, Tensor> { ["x"] = randn(100) });
        var bytes = File.ReadAllBytes(_file);
        foreach (var length in new[] { 0, 4, 20, bytes.Length - 1 })
        {
            File.WriteAllBytes(_file, bytes[..length]);
            Assert.That(() => Safetensors.Load(_file), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }
    }
}
