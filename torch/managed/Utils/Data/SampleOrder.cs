using System.Collections;

namespace TorchSharp;

/// <summary>The numbers from zero up, or shuffled: anew for each pass, or always alike when there is a seed.</summary>
internal sealed class SampleOrder(long count, bool shuffle, int? seed) : IEnumerable<long>
{
    public IEnumerator<long> GetEnumerator()
    {
        if (!shuffle)
        {
            for (var number = 0L; number < count; number++)
                yield return number;
            yield break;
        }

        var numbers = new long[count];
        for (var number = 0L; number < count; number++)
            numbers[number] = number;
        var random = seed is { } given ? new Random(given) : new Random();
        random.Shuffle(numbers);
        foreach (var number in numbers)
            yield return number;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
