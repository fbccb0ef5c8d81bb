using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests.NN;

/// <summary>Holds outputs, and the gradients of sum(output * weights), against a reference; the weights are nn.py's.</summary>
internal static class Comparison
{
    internal static void Compare(LayerReference reference, Tensor[] inputs, Tensor[] outputs, nn.Module? module = null)
    {
        Assert.That(outputs, Has.Length.EqualTo(reference.Outputs.Length), "number of outputs");
        for (var i = 0; i < outputs.Length; i++)
            reference.Outputs[i].AssertEqual(outputs[i], $"output {i}");

        var losses = outputs.Where(output => output.requires_grad).Select(output => output.mul(Weights(output)).sum()).ToArray();
        if (losses.Length > 0)
            losses.Aggregate((sum, loss) => sum.add(loss)).backward();

        for (var i = 0; i < inputs.Length; i++)
        {
            if (reference.InputGradients[i] is { } expected)
                expected.AssertEqual(inputs[i].grad!, $"gradient of input {i}");
        }

        foreach (var (name, parameter) in module?.named_parameters() ?? [])
        {
            if (reference.ParameterGradients[name] is { } expected)
                expected.AssertEqual(parameter.grad!, $"gradient of {name}");
        }

        foreach (var (name, expected) in reference.BuffersAfter)
            expected.AssertEqual(module!.get_buffer(name)!, $"buffer {name}");
    }

    /// <summary>Whether all elements are equal.</summary>
    internal static bool Same(Tensor left, Tensor right)
    {
        using var equal = left.eq(right);
        using var all = equal.all();
        return all.ToBoolean();
    }

    private static Tensor Weights(Tensor output)
        => arange(output.numel(), dtype: ScalarType.Float64).remainder(7).sub(3).div(4).reshape(output.shape);
}
