using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>A tensor of a reference file.</summary>
internal sealed record ReferenceTensor(string Type, long[] Shape, double[] Values)
{
    internal Tensor ToTensor() => Type switch
    {
        "double" => tensor(Values, dtype: ScalarType.Float64).reshape(Shape),
        "long" => tensor(Values, dtype: ScalarType.Float64).reshape(Shape).to(ScalarType.Int64),
        "bool" => tensor(Values, dtype: ScalarType.Float64).reshape(Shape).to(ScalarType.Bool),
        _ => throw new InvalidDataException($"Unknown type {Type}."),
    };

    internal void AssertEqual(Tensor actual, string what)
    {
        Assert.That(actual.shape, Is.EqualTo(Shape), $"{what}: shape");
        using var values = actual.detach().to(ScalarType.Float64).contiguous();
        var numbers = values.data<double>().ToArray();
        for (var i = 0; i < numbers.Length; i++)
            Assert.That(numbers[i], Is.EqualTo(Values[i]).Within(1e-9 + 1e-8 * Math.Abs(Values[i])), $"{what}: element {i}");
    }

    internal static T Read<T>(string file)
    {
        var path = ReferenceFiles.Own(file);
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new InvalidDataException($"{path} is empty.");
    }

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
