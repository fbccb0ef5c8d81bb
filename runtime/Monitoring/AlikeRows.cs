using static TorchSharp.torch;

namespace StableModels.Monitoring;

/// <summary>
/// Whether all rows of a matrix are the same number by number, up to rounding: matrix products sum the columns of a full block and those of the rest in different orders, so units that
/// compute the same do not get the same gradient to the bit.
/// </summary>
internal static class AlikeRows
{
    // Of the largest magnitude; FP32 rounds to 6e-8 of a number, and sums of some thousands to a hundred times that.
    private const double Rounding = 1e-5;

    /// <summary>Whether a kernel's units, its rows, are alike and stay so, since they get the same gradient and get one: a boolean, 0-dim and on the kernel's device.</summary>
    public static Tensor Stay(Tensor kernel, Tensor gradient) => In(kernel).logical_and(In(gradient)).logical_and(gradient.ne(0).any());

    /// <summary>A boolean, 0-dim and on the matrix's device.</summary>
    public static Tensor In(Tensor matrix) => (matrix - matrix.narrow(0, 0, 1)).abs().max() <= matrix.abs().max() * Rounding;
}
