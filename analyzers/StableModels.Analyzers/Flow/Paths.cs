namespace StableModels.Analyzers.Flow;

/// <summary>Walks along a graph's values.</summary>
internal static class Paths
{
    /// <summary>
    /// The values that lie between <paramref name="from"/> and <paramref name="to"/>, the latter included and the former not;
    /// empty when the second does not depend on the first.
    /// </summary>
    public static IReadOnlyList<Value> Between(Value from, Value to)
    {
        var reaches = new Dictionary<Value, bool>();
        return Reaches(to, from, reaches) ? [.. reaches.Where(r => r.Value).Select(r => r.Key)] : [];
    }

    private static bool Reaches(Value value, Value from, Dictionary<Value, bool> known)
    {
        // An explicit stack: a long chain of operators must not overflow the thread's.
        var open = new Stack<(Value Value, int Next)>();
        open.Push((value, 0));
        known[value] = false;
        while (open.Count > 0)
        {
            var (at, next) = open.Pop();
            if (next > 0 && known.TryGetValue(at.Inputs[next - 1], out var last) && last)
            {
                known[at] = true;
            }

            if (next == at.Inputs.Count)
            {
                continue;
            }

            open.Push((at, next + 1));
            var input = at.Inputs[next];
            if (ReferenceEquals(input, from))
            {
                known[at] = true;
            }
            else if (!known.ContainsKey(input))
            {
                known[input] = false;
                open.Push((input, 0));
            }
        }

        return known[value];
    }
}
