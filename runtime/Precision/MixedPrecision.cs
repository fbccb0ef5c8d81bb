using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>
/// Computes in a 16-bit type while the optimiser works on FP32 master weights (Micikevicius et al., 2018): gradients are added up in FP32 after every micro-batch, and the new weights are
/// cast once per step. A declared model has its matrix products alone in that type (<see cref="IHalfCompute"/>); a hand-written one, whose <c>forward</c> has no casts, all but its batch norms.
/// </summary>
/// <param name="Type">The type of matrix products.</param>
public sealed record MixedPrecision(HalfType Type) : PrecisionPart
{
    /// <summary>Whether FP16 scales its loss. BF16, with FP32's range, never does. Default true.</summary>
    public bool LossScaling { get; init; } = true;

    /// <summary>The first loss scale. Default 65536.</summary>
    public double InitialScale { get; init; } = 65536;

    /// <summary>Good steps in a row before the scale doubles; 0 keeps it as it is (static scaling). Default 2000.</summary>
    public long GrowthInterval { get; init; } = 2000;

    /// <summary>The smallest scale. Default 1.</summary>
    public double MinimumScale { get; init; } = 1;

    /// <summary>Bad steps until the scale is halved. Default 1.</summary>
    public int Hysteresis { get; init; } = 1;

    /// <inheritdoc/>
    public override ScalarType ComputeType => Type == HalfType.Float16 ? ScalarType.Float16 : ScalarType.BFloat16;

    /// <inheritdoc/>
    public override void Validate()
    {
        SettingRange.RequireDefined(Type, nameof(MixedPrecision));
        if (!(InitialScale > 0) || !double.IsFinite(InitialScale))
        {
            throw new ArgumentException($"MixedPrecision: InitialScale = {InitialScale} cannot be undone. Give a positive, finite number such as 65536.", nameof(InitialScale));
        }

        if (GrowthInterval < 0 || Hysteresis < 1 || !(MinimumScale > 0) || MinimumScale > InitialScale)
        {
            throw new ArgumentException(
                $"{this}: GrowthInterval must be 0 or more, Hysteresis 1 or more, and MinimumScale above 0 and no more than InitialScale.");
        }
    }

    /// <inheritdoc/>
    public override LossScaler? CreateScaler(Device? device)
    {
        if (Type == HalfType.BFloat16 || !LossScaling)
        {
            return null;
        }

        var isStatic = GrowthInterval == 0;
        return new(InitialScale, device)
        {
            GrowthInterval = isStatic ? long.MaxValue : GrowthInterval,
            GrowthFactor = isStatic ? 1 : 2,
            BackoffFactor = isStatic ? 1 : 0.5,
            Floor = MinimumScale,
            Hysteresis = Hysteresis,
        };
    }
}
