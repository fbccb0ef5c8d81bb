namespace StableModels.Training;

/// <summary>
/// Which parameters a run trains, in the order in which its flat tensors hold them: the optimiser's state of one layout means nothing in another, even where the lengths are the same.
/// </summary>
internal static class ArenaLayout
{
    /// <summary>A line per parameter: name and shape.</summary>
    public static string Of(ParameterArena arena) => string.Join('\n', arena.Segments.Select(segment => $"{segment.Name} [{string.Join(", ", segment.Shape)}]"));

    /// <summary>How a saved layout differs from this run's, for a message; null when it does not.</summary>
    public static string? Difference(string saved, string own)
    {
        if (string.Equals(saved, own, StringComparison.Ordinal))
        {
            return null;
        }

        var (theirs, ours) = (saved.Split('\n'), own.Split('\n'));
        string?[] differences =
        [
            Only(theirs, ours) is { } left ? $"it trained {left}, which this run does not (frozen, or of another shape)" : null,
            Only(ours, theirs) is { } come ? $"this run trains {come}, which it did not" : null,
        ];
        return differences.Any(difference => difference is not null)
            ? string.Join(", and ", differences.Where(difference => difference is not null))
            : $"it has the same parameters in another order, from '{theirs.Zip(ours).First(pair => !string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).First}' on (other parameter groups)";
    }

    private static string? Only(string[] here, string[] there)
    {
        var only = here.Except(there, StringComparer.Ordinal).ToList();
        return only.Count == 0 ? null : $"'{only[0]}'{(only.Count == 1 ? "" : $" and {only.Count - 1} more")}";
    }
}
