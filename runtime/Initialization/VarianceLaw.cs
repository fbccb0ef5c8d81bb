using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>A law that fixes the standard deviation from the weight's fans and leaves the shape of the distribution open.</summary>
public abstract record VarianceLaw : InitialLaw
{
    /// <summary>The shape of the distribution. Normal unless set.</summary>
    public Distribution Distribution { get; init; } = Distribution.Normal;

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator)
    {
        var std = StandardDeviation(Fans.Of(weight));
        switch (Distribution)
        {
            case Distribution.Normal:
                weight.normal_(0, std, generator);
                break;
            case Distribution.Uniform:
                var bound = Math.Sqrt(3) * std;
                weight.uniform_(-bound, bound, generator);
                break;
            case Distribution.TruncatedNormal:
                new TruncatedNormal(std, Cut: 2) { KeepsDeviation = true }.Apply(weight, generator);
                break;
            default:
                throw new InvalidOperationException($"Distribution {Distribution} is not one that this law can draw: take Normal, TruncatedNormal or Uniform.");
        }
    }
}
