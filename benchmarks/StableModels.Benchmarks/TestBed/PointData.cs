using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Benchmarks.TestBed;

/// <summary>Two classes of points in the plane, made from a seed and a batch's index alone.</summary>
internal sealed record PointData
{
    /// <summary>A ring around a disc when true, two blobs side by side when not.</summary>
    public required bool Rings { get; init; }

    /// <summary>Share of labels that are wrong.</summary>
    public double LabelNoise { get; init; }

    /// <summary>What the inputs are multiplied with.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Distance of each blob from the origin.</summary>
    public double Distance { get; init; } = 1.2;

    public static readonly PointData Circle = new() { Rings = true };

    public static readonly PointData Blobs = new() { Rings = false };

    public (Tensor Inputs, Tensor Labels) Batch(int seed, long batch, int size)
    {
        var random = Draws.Of(seed, batch);
        var inputs = new float[2 * size];
        var labels = new long[size];
        for (var i = 0; i < size; i++)
        {
            var label = i % 2;
            double x, y;
            if (Rings)
            {
                var angle = 2 * Math.PI * random.NextDouble();
                var radius = label == 0 ? 0.8 * Math.Sqrt(random.NextDouble()) : 1.2 + (0.5 * random.NextDouble());
                (x, y) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
            }
            else
            {
                (x, y) = (Normal(random) * 0.6, Normal(random) * 0.6);
                x += label == 0 ? -Distance : Distance;
            }
            inputs[2 * i] = (float)(x * Scale);
            inputs[(2 * i) + 1] = (float)(y * Scale);
            labels[i] = random.NextDouble() < LabelNoise ? 1 - label : label;
        }
        return (tensor(inputs, size, 2), tensor(labels));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
