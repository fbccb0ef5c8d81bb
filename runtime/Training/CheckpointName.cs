using System.Globalization;

namespace StableModels.Training;

/// <summary>How checkpoints are called: <c>step-0000000200</c>, or <c>step-0000000200-0001</c> while it takes the place of the first. By name, later ones sort after earlier ones.</summary>
internal static class CheckpointName
{
    public const string Prefix = "step-";

    public static string Of(long step) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D10}");

    /// <summary>The name to write a step under that has a checkpoint already. A longer name sorts after the shorter one: whoever is killed in between leaves the newest as the newest.</summary>
    public static string After(string name, long step) =>
        string.Create(CultureInfo.InvariantCulture, $"{Of(step)}-{(name == Of(step) ? 1 : int.Parse(name.AsSpan(Of(step).Length + 1), CultureInfo.InvariantCulture) + 1):D4}");

    public static bool IsOf(long step, string name) => name == Of(step) || name.StartsWith(Of(step) + "-", StringComparison.Ordinal);

    /// <summary>Whether it is the name of a checkpoint: neither of an unfinished one nor of whatever else a person keeps beside them.</summary>
    public static bool Is(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var step = name[Prefix.Length..];
        ReadOnlySpan<char> again = "0";
        if (step.IndexOf('-') is var dash and >= 0)
        {
            again = step[(dash + 1)..];
            step = step[..dash];
        }

        return long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out _) && int.TryParse(again, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
