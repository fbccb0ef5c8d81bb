using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A convolution's transpose: it spreads each input over a kernel, and so enlarges.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    /// <param name="input">(N, C, ...) or (C, ...).</param>
    /// <param name="output_size">The spatial size to reach, where the stride leaves a choice.</param>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    protected long[] _output_padding(Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
            return output_padding;

        var spatial = (int)num_spatial_dims;
        var shape = input.shape;
        var leading = shape.Length - spatial;
        if (output_size.Length == shape.Length)
            output_size = output_size[leading..];
        if (output_size.Length != spatial)
            throw new ArgumentException($"For {shape.Length}D input, output_size must have {spatial} or {shape.Length} elements (got {output_size.Length}).", nameof(output_size));

        var result = new long[spatial];
        for (var d = 0; d < spatial; d++)
        {
            var smallest = (shape[leading + d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
            result[d] = output_size[d] - smallest;
            if (result[d] < 0 || result[d] >= stride[d])
            {
                throw new ArgumentException(
                    $"Requested an output size of {output_size[d]}, but valid sizes range from {smallest} to {smallest + stride[d] - 1}.", nameof(output_size));
            }
        }

        return result;
    }

    private protected long[] Enlargement(Tensor input, long[]? output_size)
        => _output_padding(input, output_size, kernel_size, stride, padding!, dilation, kernel_size.Length);
}
