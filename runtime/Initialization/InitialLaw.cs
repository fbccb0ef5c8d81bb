using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>
/// The distribution that a weight is drawn from before training. A law is a value: it can be compared, printed
/// (<see cref="Describe"/>), scaled (<see cref="Times"/>) and applied to any number of weights.
/// </summary>
/// <remarks>
/// TorchSharp's own <c>nn.init</c> ignores its generator argument, draws <c>xavier_normal_</c> from a uniform
/// distribution and fills <c>trunc_normal_</c> with a constant; the laws here use none of it.
/// </remarks>
public abstract record InitialLaw
{
    /// <summary>A factor on every drawn value: the gain of a residual branch, for example. 1 unless <see cref="Times"/> changed it.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The law's formula for the standard deviation, as text.</summary>
    public abstract string Formula { get; }

    /// <summary>The standard deviation of the values that a weight with these fans is drawn with, <see cref="Scale"/> included.</summary>
    public double StandardDeviation(Fans fans) => Math.Abs(Scale) * Deviation(fans);

    /// <summary>The same law with every value multiplied by <paramref name="factor"/>.</summary>
    public InitialLaw Times(double factor)
    {
        if (!double.IsFinite(factor))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor of an initialisation must be a finite number.");
        return this with { Scale = Scale * factor };
    }

    /// <summary>Draws every value of <paramref name="weight"/> anew, in place, outside autograd.</summary>
    /// <param name="weight">The weight, or a view of some rows of it, in PyTorch's layout [out, in, kernel...].</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void Apply(Tensor weight, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (weight.dtype is ScalarType.Float32 or ScalarType.Float64)
        {
            Fill(weight, generator);
            return;
        }

        // Half types: drawn in FP32 and rounded once, since not every random kernel exists for them.
        var wide = empty(weight.shape, ScalarType.Float32, weight.device);
        Fill(wide, generator);
        weight.copy_(wide);
    }

    /// <summary>The formula and its number, for a header comment or a summary table: <c>std = 1 / sqrt(fan_in) = 0.125</c>.</summary>
    public string Describe(Fans fans)
    {
        var factor = Scale.Equals(1.0) ? "" : FormattableString.Invariant($"{Scale:G6} * ");
        return FormattableString.Invariant($"std = {factor}{Formula} = {StandardDeviation(fans):G6}");
    }

    /// <summary>The standard deviation without <see cref="Scale"/>.</summary>
    protected abstract double Deviation(Fans fans);

    /// <summary>A standard deviation or gain: finite and not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    protected static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} of an initial law must be a finite number that is not negative.");

    /// <summary>Fills an FP32 or FP64 tensor in place, <see cref="Scale"/> included. Called under <c>no_grad</c>, in a dispose scope.</summary>
    protected abstract void Fill(Tensor weight, Generator? generator);
}
