using StableModels.Layers;
using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>The casts of mixed precision, as generated code writes them. A cast to the type that a tensor has already gives the tensor itself.</summary>
public static class Cast
{
    /// <summary>To the type that a weight is kept in: what a layer with that weight takes.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="weight">The weight.</param>
    public static Tensor Like(Tensor input, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weight);
        return To(input, weight.dtype);
    }

    /// <summary>To the type that a module's first parameter is kept in.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="module">A module with parameters, such as an LSTM.</param>
    public static Tensor Like(Tensor input, nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Like(input, module.parameters().First());
    }

    /// <summary>The half types to FP32, everything else as it is: for norms, softmax, sums and losses.</summary>
    /// <param name="input">Any shape.</param>
    public static Tensor Wide(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Widened();
    }

    /// <summary>To a type; null leaves the tensor as it is.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="type">The type, or null.</param>
    public static Tensor To(Tensor input, ScalarType? type)
    {
        ArgumentNullException.ThrowIfNull(input);
        return type is not { } wanted || input.dtype == wanted ? input : input.to_type(wanted);
    }
}
