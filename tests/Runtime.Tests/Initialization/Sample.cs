using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

/// <summary>The moments of a drawn weight, in FP64.</summary>
internal sealed record Sample(double Mean, double Std, double Kurtosis, double Largest)
{
    public static Sample Of(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = weight.detach().to_type(ScalarType.Float64);
        var mean = values.mean();
        var centred = values - mean;
        var variance = centred.square().mean();
        var kurtosis = centred.square().square().mean() / variance.square();
        return new Sample(mean.ToDouble(), Math.Sqrt(variance.ToDouble()), kurtosis.ToDouble(), values.abs().max().ToDouble());
    }
}
