using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all convolutions share: shapes, weight and bias, and how the edges are widened.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    /// <summary>The padding as <see cref="nn.functional.pad(Tensor, long[], PaddingModes, double)"/> takes it: last dimension first, both ends.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    [ComponentName(Name = nameof(weight))]
    protected Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;

    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{in_channels} input and {out_channels} output channels cannot be divided into {groups} groups.", nameof(groups));

        (this.in_channels, this.out_channels, this.kernel_size, this.stride) = (in_channels, out_channels, kernel_size, stride);
        (this.dilation, this.transposed, this.output_padding) = (dilation, transposed, output_padding);
        (this.groups, this.padding_mode) = (groups, padding_mode);
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding ?? new long[kernel_size.Length]);

        long[] shape = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = new Parameter(empty(shape, dtype: dtype, device: device));
        this.bias = bias ? new Parameter(empty(new[] { out_channels }, dtype: dtype, device: device)) : null;
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[]? padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public Parameter weight
    {
        get => _weight!;
        set
        {
            _weight = value;
            ConditionallyRegisterParameter(nameof(weight), value);
        }
    }

    public Parameter? bias
    {
        get => _bias;
        set
        {
            _bias = value;
            ConditionallyRegisterParameter(nameof(bias), value);
        }
    }

    /// <summary>U(-1/sqrt(fan in), 1/sqrt(fan in)) for weight and bias.</summary>
    public void reset_parameters() => FanInUniform.Fill(weight, bias);

    public void SetPadding(long[] padding)
    {
        (padding_type, this.padding) = (null, padding);
        _reversed_padding_repeated_twice = [.. Enumerable.Reverse(padding).SelectMany(size => new[] { size, size })];
    }

    /// <exception cref="ArgumentException">The convolution is transposed, or strided and "same".</exception>
    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException("Cannot set padding type on ConvTransposeND", nameof(padding));
        if (padding == Padding.Same && Array.Exists(stride, step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions", nameof(padding));

        (padding_type, this.padding) = (padding, null);
        var widths = new List<long>();
        for (var dimension = kernel_size.Length - 1; dimension >= 0; dimension--)
        {
            var total = padding == Padding.Same ? dilation[dimension] * (kernel_size[dimension] - 1) : 0;
            widths.AddRange([total / 2, total - total / 2]);
        }

        _reversed_padding_repeated_twice = [.. widths];
    }

    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) || (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    private protected void Require(Tensor input)
    {
        var dimensions = kernel_size.Length;
        if (!ValidateShape(input, dimensions))
        {
            throw new ArgumentException(
                $"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to {GetName()}, but the input has the shape [{string.Join(", ", input.shape)}].",
                nameof(input));
        }
    }

    /// <summary>Widens the input other than with zeros.</summary>
    private protected Tensor Widened(Tensor input) => nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
}
