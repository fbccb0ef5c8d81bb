using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel of each sample (Ulyanov et al., 2016).</summary>
public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <summary>How many dimensions an input has that is one sample, without a batch dimension.</summary>
    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);

        var shape = input.shape;
        var channel = shape.Length - GetNumberOfBatchDimensions();
        if (affine && shape[channel] != num_features)
            throw new ArgumentException($"expected input's size at dim={channel} to match num_features ({num_features}), but got: {shape[channel]}.", nameof(input));
        if (channel != 0)
            return Normalized(input);

        using var batched = input.unsqueeze(0);
        using var normalized = Normalized(batched);
        return normalized.squeeze(0);
    }

    private Tensor Normalized(Tensor input)
        => nn.functional.instance_norm(input, running_mean, running_var, affine ? weight : null, bias, training || !track_running_stats, momentum ?? 0.1, eps);
}
