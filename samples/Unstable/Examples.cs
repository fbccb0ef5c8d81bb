using TorchSharp;
using static TorchSharp.torch;

namespace Classification;

/// <summary>Sequences of digits; the class of one is its first digit, which only attention can carry to the last position.</summary>
internal static class Examples
{
    public const int Digits = 4;
    public const int Length = 12;

    public static (Tensor Input, Tensor Target) Draw(int count)
    {
        var input = randint(0, Digits, [count, Length], dtype: ScalarType.Int64);
        return (input, input.select(1, 0).clone());
    }
}
