using System.Runtime.CompilerServices;

namespace StableModels.Layers;

internal static class Probability
{
    /// <summary>A share to drop: at least 0, less than 1.</summary>
    public static double Checked(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} is the share of values that training drops: at least 0 and less than 1.");
}
