using TorchSharp;
using static TorchSharp.torch;

namespace Adder;

/// <summary>
/// Sums of two three-digit numbers as characters: <c>123+456=9750</c>. The answer is written units first, as one adds by hand.
/// One sum in a hundred is set aside by a hash and never trained on.
/// </summary>
internal static class Sums
{
    public const int Vocabulary = 12;
    public const int QuestionLength = 8;
    public const int AnswerLength = 4;

    /// <summary>What the network reads while it is trained: all but the last character.</summary>
    public const int Context = QuestionLength + AnswerLength - 1;

    private const string Characters = "0123456789+=";
    private const int Count = 1_000_000;
    private const long Plus = 10, EqualSign = 11;

    /// <summary>Every sum that is never trained on, about ten thousand, in no particular order.</summary>
    public static IReadOnlyList<int> Unseen { get; } = [.. Enumerable.Range(0, Count).Where(IsUnseen).OrderBy(sum => Mix((ulong)sum))];

    /// <summary>The characters of batch number <paramref name="cursor"/> of a run: the same ones whenever it is asked for. Shape [size, 12].</summary>
    public static Tensor Batch(long cursor, int size, int seed, Device device)
    {
        var state = Mix(((ulong)seed << 40) + (ulong)cursor);
        var sums = new int[size];
        for (var i = 0; i < size;)
        {
            state = Mix(state);
            var sum = (int)(state % Count);
            if (!IsUnseen(sum))
                sums[i++] = sum;
        }

        return Encode(sums, device);
    }

    /// <summary>Sums (a * 1000 + b) as characters. Shape [count, 12], int64.</summary>
    public static Tensor Encode(IReadOnlyList<int> sums, Device device)
    {
        const int length = QuestionLength + AnswerLength;
        var characters = new long[sums.Count * length];
        for (var i = 0; i < sums.Count; i++)
        {
            var (a, b) = (sums[i] / 1000, sums[i] % 1000);
            var row = characters.AsSpan(i * length, length);
            (row[0], row[1], row[2], row[3]) = (a / 100, a / 10 % 10, a % 10, Plus);
            (row[4], row[5], row[6], row[7]) = (b / 100, b / 10 % 10, b % 10, EqualSign);
            for (int place = 0, rest = a + b; place < AnswerLength; place++, rest /= 10)
                row[QuestionLength + place] = rest % 10;
        }

        return tensor(characters, [sums.Count, length], device: device);
    }

    /// <summary>A row of characters as a person writes it: <c>123 + 456 = 579</c>.</summary>
    public static string Text(ReadOnlySpan<long> row)
    {
        var answer = 0L;
        for (var place = AnswerLength - 1; place >= 0; place--)
            answer = answer * 10 + row[QuestionLength + place];
        return $"{Digits(row[..3])} + {Digits(row[4..7])} = {answer}";
    }

    private static string Digits(ReadOnlySpan<long> row)
    {
        Span<char> text = stackalloc char[row.Length];
        for (var i = 0; i < row.Length; i++)
            text[i] = Characters[(int)row[i]];
        return text.TrimStart('0') is { Length: > 0 } digits ? new string(digits) : "0";
    }

    private static bool IsUnseen(int sum) => Mix((ulong)sum + 0xADDE_0000_0000) % 100 == 0;

    // SplitMix64's finaliser (Steele et al. 2014): the same numbers on every platform and runtime.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
