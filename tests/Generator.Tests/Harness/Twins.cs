using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Harness;

/// <summary>Compares a declared model with one written by hand.</summary>
internal static class Twins
{
    /// <summary>The same parameter names, shapes and order; with the same weights, the same outputs and gradients.</summary>
    /// <param name="model">The declared one.</param>
    /// <param name="twin">The one by hand.</param>
    /// <param name="runModel">Runs the one.</param>
    /// <param name="runTwin">Runs the other.</param>
    /// <param name="tolerance">Relative to the largest value; 0: bit for bit.</param>
    public static void AreEqual<TModel, TTwin>(TModel model, TTwin twin, Func<TModel, Tensor> runModel, Func<TTwin, Tensor> runTwin, double tolerance = 0)
        where TModel : nn.Module
        where TTwin : nn.Module
    {
        using var scope = NewDisposeScope();
        Assert.That(Shapes(model), Is.EqualTo(Shapes(twin)));
        twin.load_state_dict(model.state_dict());
        var output = runModel(model);
        var expected = runTwin(twin);
        Same("output", output, expected, tolerance);
        Loss(output).backward();
        Loss(expected).backward();
        foreach (var ((name, parameter), (_, other)) in model.named_parameters().Zip(twin.named_parameters()))
        {
            if (other.grad is not { } gradient)
            {
                Assert.That(parameter.grad, Is.Null, name);
                continue;
            }

            Same(name, parameter.grad!, gradient, tolerance);
        }
    }

    /// <summary>Every output counts, each differently.</summary>
    private static Tensor Loss(Tensor output) => (output * linspace(-1, 1, output.numel()).reshape(output.shape)).sum();

    private static string[] Shapes(nn.Module module) => [.. module.named_parameters().Select(static p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]")];

    private static void Same(string what, Tensor actual, Tensor expected, double tolerance)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), what);
        var difference = (actual - expected).abs().max().ToDouble();
        Assert.That(difference, Is.LessThanOrEqualTo(tolerance * Math.Max(1, expected.abs().max().ToDouble())), what);
    }
}
