using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>Converts the weights of a model that is to compute in a half type.</summary>
public static class HalfWeights
{
    /// <summary>
    /// Converts a whole model: one that casts by itself (<see cref="IHalfCompute"/>) keeps all but its matrix products in FP32; any other is converted as a whole, but for its batch norms,
    /// whose running statistics are sums of small changes that half types lose.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="type">FP16 or BF16.</param>
    /// <exception cref="NotSupportedException">A parameter or buffer of a model that does not cast by itself is complex, or FP16 is to be computed on a CPU that cannot.</exception>
    public static void ConvertModel(nn.Module model, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is IHalfCompute parts)
        {
            parts.ToHalf(type);
            return;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        CheckComplex(model, type);
        var norms = model.modules().OfType<BatchNorm>().Select(norm => (norm, values: Values(norm).ConvertAll(value => value.detach().clone()))).ToList();
        model.to(type);
        foreach (var (norm, values) in norms)
        {
            norm.to(values[0].dtype);
            foreach (var (value, original) in Values(norm).Zip(values))
            {
                value.copy_(original);
            }
        }
    }

    /// <summary>
    /// Converts one part of a class that casts before and after it: a linear, convolutional or recurrent layer as a whole, an <see cref="IHalfCompute"/> as it knows itself, the blocks of a list each.
    /// Any other module, such as one of the user's own whose <c>forward</c> has no casts, stays in FP32.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="type">FP16 or BF16.</param>
    public static void Convert(nn.Module part, ScalarType type)
    {
        switch (part)
        {
            case IHalfCompute own:
                CheckProducts(part, type);
                own.ToHalf(type);
                break;
            case ConvolutionTranspose { weight.device_type: DeviceType.CPU }:
                // libtorch's transposed convolutions on the CPU have no half kernels that work.
                break;
            case Linear or Convolution or LSTM or GRU or RNN or PatchEmbedding:
                CheckProducts(part, type);
                part.to(type);
                break;
            case IEnumerable<nn.Module> list:
                foreach (var item in list)
                {
                    Convert(item, type);
                }

                break;
        }
    }

    /// <summary>Says before the first step what libtorch would say in it, by the name of one of its kernels.</summary>
    private static void CheckProducts(nn.Module part, ScalarType type)
    {
        if (type == ScalarType.Float16 && part.parameters().FirstOrDefault() is { device_type: DeviceType.CPU } && !HasProductsOnCpu.Value)
            throw new NotSupportedException("FP16 needs a GPU: this libtorch has no FP16 matrix products on the CPU. Train on a CUDA device, or declare [MixedPrecision(HalfType.BFloat16)], which the CPU computes.");
    }

    private static readonly Lazy<bool> HasProductsOnCpu = new(static () =>
    {
        try
        {
            using var one = ones([2, 2], ScalarType.Float16);
            using var product = mm(one, one);
            return true;
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return false;
        }
    });

    /// <summary>A cast of complex numbers to real ones keeps their real part alone, without a word.</summary>
    private static void CheckComplex(nn.Module model, ScalarType type)
    {
        if (model.named_parameters().Select(item => (item.name, Value: (Tensor)item.parameter)).Concat(model.named_buffers().Select(item => (item.name, Value: item.buffer)))
            .FirstOrDefault(item => item.Value.is_complex()) is { name: { } name, Value: { } value })
            throw new NotSupportedException($"'{name}' is {value.dtype}, and the cast of the model to {type} would drop its imaginary part. Keep its real and its imaginary part in two buffers, or train without MixedPrecision.");
    }

    private static List<Tensor> Values(BatchNorm norm) =>
        [.. norm.parameters(recurse: false), .. norm.buffers(recurse: false).Where(buffer => buffer.is_floating_point())];
}
