using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

/// <summary>One case of Reference/layers.json: what PyTorch computed for weights and inputs that both sides make from sines.</summary>
internal sealed class ReferenceCase
{
    private static readonly Lazy<JsonElement> File = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Reference", "layers.json");
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(path));
        return document.RootElement.Clone();
    });

    private readonly JsonElement _case;

    private ReferenceCase(JsonElement element) => _case = element;

    public double Auxiliary => _case.GetProperty("auxiliary").GetDouble();

    public static ReferenceCase Named(string name) => new(File.Value.GetProperty("cases").GetProperty(name));

    /// <summary>Element i is 0.6 sin(1.7 i + phase), the phase the sum of the name's characters modulo 97.</summary>
    public static Tensor Sines(string name, params long[] shape)
    {
        var phase = name.Sum(c => c) % 97;
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = 0.6 * Math.Sin(1.7 * i + phase);
        return tensor(values).reshape(shape);
    }

    /// <summary>Puts FP64 sines into every parameter of the layer, by name.</summary>
    public static void Fill(nn.Module layer)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in layer.named_parameters())
            parameter.copy_(Sines(name, parameter.shape));
    }

    /// <summary>Runs the layer in FP64 on the reference's weights and checks output and all gradients.</summary>
    public void Check(nn.Module layer, Func<Tensor, Tensor> forward, params long[] inputShape)
    {
        layer.to(ScalarType.Float64);
        Fill(layer);
        var x = Sines("x", inputShape).requires_grad_();
        CheckOutputAndGradients(forward(x), [("x", x), .. layer.named_parameters().Select(p => (p.name, (Tensor)p.parameter))]);
    }

    public void CheckOutputAndGradients(Tensor output, IReadOnlyList<(string Name, Tensor Leaf)> leaves)
    {
        Assert.That(output.shape, Is.EqualTo(_case.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())));
        Compare("output", output, _case.GetProperty("output"));
        (output * Sines("probe", output.shape)).sum().backward();
        var gradients = _case.GetProperty("gradients");
        Assert.That(leaves.Select(l => l.Name), Is.EquivalentTo(gradients.EnumerateObject().Select(p => p.Name)), "parameter names");
        foreach (var (name, leaf) in leaves)
            Compare("gradient of " + name, leaf.grad!, gradients.GetProperty(name));
    }

    private static void Compare(string what, Tensor actual, JsonElement expected)
    {
        var values = actual.detach().reshape(-1).data<double>().ToArray();
        var wanted = expected.EnumerateArray().Select(e => e.GetDouble()).ToArray();
        Assert.That(values, Has.Length.EqualTo(wanted.Length), what);
        for (var i = 0; i < values.Length; i++)
            Assert.That(values[i], Is.EqualTo(wanted[i]).Within(1e-9 * (1 + Math.Abs(wanted[i]))), $"{what}, element {i}");
    }
}
