using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>Every operator against PyTorch: values, and gradients of a weighted sum of them. Reference/operators.py wrote the cases.</summary>
public class OperatorTests
{
    private const double Tolerance = 1e-9;

    private static readonly JsonElement[] Cases = Read();

    private static JsonElement[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(ReferenceFiles.Own("operators.json")));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static IEnumerable<TestCaseData> Operators() =>
        Cases.Select((entry, n) => new TestCaseData(n).SetName($"{n:000} {entry.GetProperty("name").GetString()}"));

    [TestCaseSource(nameof(Operators))]
    public void AgreesWithPyTorch(int number)
    {
        using var scope = NewDisposeScope();
        var entry = Cases[number];
        var name = entry.GetProperty("name").GetString()!;
        var tracked = new List<Tensor>();
        var arguments = entry.GetProperty("arguments").EnumerateArray().Select(argument => Decode(argument, tracked)).ToArray();
        if (name.EndsWith('_'))
            arguments[0] = ((Tensor)arguments[0]!).clone();

        var result = Invoke(name, arguments);

        if (entry.TryGetProperty("bool", out var expected))
        {
            Assert.That(result, Is.EqualTo(expected.GetBoolean()));
            return;
        }

        var outputs = Flatten(result).ToList();
        var references = entry.GetProperty("outputs").EnumerateArray().Select(Tensor).ToList();
        Assert.That(outputs, Has.Count.EqualTo(references.Count));
        for (var n = 0; n < outputs.Count; n++)
            AssertClose(outputs[n], references[n], $"output {n}");
        if (entry.TryGetProperty("gradients", out var gradients))
            CheckGradients(outputs, tracked, gradients);
    }

    private static void CheckGradients(List<Tensor> outputs, List<Tensor> tracked, JsonElement gradients)
    {
        Tensor? loss = null;
        foreach (var output in outputs.Where(output => output.requires_grad && output.is_floating_point()))
        {
            var count = output.numel();
            var weight = linspace(-1, 2, Math.Max(count, 1), dtype: ScalarType.Float64)[..(int)count].reshape(output.shape);
            var part = (output * weight).sum();
            loss = loss is null ? part : loss + part;
        }

        loss!.backward();
        var expected = gradients.EnumerateArray().ToArray();
        for (var n = 0; n < expected.Length; n++)
        {
            if (expected[n].ValueKind == JsonValueKind.Null)
                Assert.That(tracked[n].grad is null, $"gradient {n} is absent");
            else
                AssertClose(tracked[n].grad!, Tensor(expected[n]), $"gradient {n}");
        }
    }

    private static void AssertClose(Tensor actual, Tensor expected, string what)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), what);
        Assert.That(actual.dtype, Is.EqualTo(expected.dtype), what);
        Assert.That(actual.allclose(expected, rtol: Tolerance, atol: Tolerance, equal_nan: true),
            $"{what}: expected {expected.npstr()}, was {actual.npstr()}");
    }

    private static object? Decode(JsonElement argument, List<Tensor> tracked)
    {
        var property = argument.EnumerateObject().Single();
        return property.Name switch
        {
            "tensor" => Tracked(Tensor(property.Value), tracked),
            "tensors" => property.Value.EnumerateArray().Select(element => Tracked(Tensor(element), tracked)).ToArray(),
            "scalar" => (Scalar)property.Value.GetDouble(),
            "bool" => property.Value.GetBoolean(),
            "int" => property.Value.GetInt64(),
            "double" => property.Value.GetDouble(),
            "string" => property.Value.GetString(),
            "ints" => property.Value.EnumerateArray().Select(element => element.GetInt64()).ToArray(),
            _ => null,
        };
    }

    private static Tensor Tracked(Tensor tensor, List<Tensor> tracked)
    {
        if (!tensor.is_floating_point())
            return tensor;
        tracked.Add(tensor.requires_grad_());
        return tensor;
    }

    private static Tensor Tensor(JsonElement element)
    {
        var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var type = Enum.Parse<ScalarType>(element.GetProperty("type").GetString()!);
        var values = element.GetProperty("values").EnumerateArray().Select(Number).ToArray();
        return type == ScalarType.ComplexFloat64
            ? tensor(values.Chunk(2).Select(parts => new Complex(parts[0], parts[1])).ToArray(), shape)
            : tensor(values, shape, dtype: type);

        static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            // .NET's own NaN has its sign bit set.
            _ => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
        };
    }

    private static object? Invoke(string name, object?[] arguments)
    {
        var parts = name.Split('.');
        var (type, target) = parts switch
        {
            ["torch", "linalg", _] => (typeof(linalg), null),
            ["torch", _] => (typeof(torch), null),
            _ => (typeof(Tensor), arguments[0]),
        };
        if (target is not null)
            arguments = arguments[1..];
        foreach (var method in type.GetMethods().Where(method => string.Equals(method.Name, parts[^1], StringComparison.Ordinal)).OrderBy(method => method.GetParameters().Length))
        {
            if (Match(method.GetParameters(), arguments) is { } converted)
                return method.Invoke(target, converted);
        }

        throw new MissingMethodException($"No {name} takes ({string.Join(", ", arguments.Select(argument => argument?.GetType().Name ?? "null"))}).");
    }

    private static object?[]? Match(ParameterInfo[] parameters, object?[] arguments)
    {
        if (parameters.Length < arguments.Length || parameters.Skip(arguments.Length).Any(parameter => !parameter.IsOptional && !IsParams(parameter)))
            return null;
        var converted = new object?[parameters.Length];
        for (var n = 0; n < parameters.Length; n++)
        {
            if (n >= arguments.Length)
                converted[n] = parameters[n].IsOptional ? parameters[n].DefaultValue : Array.CreateInstance(parameters[n].ParameterType.GetElementType()!, 0);
            else if (!TryConvert(arguments[n], parameters[n].ParameterType, out converted[n]))
                return null;
        }

        return converted;

        static bool IsParams(ParameterInfo parameter) => parameter.IsDefined(typeof(ParamArrayAttribute));
    }

    private static bool TryConvert(object? argument, Type wanted, out object? converted)
    {
        converted = argument;
        var type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        switch (argument)
        {
            case null:
                return !wanted.IsValueType || type != wanted;
            case long when type == typeof(long) || type == typeof(int):
            case double when type == typeof(double) || type == typeof(float):
                converted = Convert.ChangeType(argument, type, CultureInfo.InvariantCulture);
                return true;
            default:
                return type.IsInstanceOfType(argument);
        }
    }

    private static IEnumerable<Tensor> Flatten(object? result) => result switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> tensors => tensors,
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).Select(n => tuple[n]).OfType<Tensor>(),
        _ => throw new InvalidOperationException($"A {result?.GetType().Name} is no result of an operator."),
    };
}
