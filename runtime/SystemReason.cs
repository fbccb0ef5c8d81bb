namespace StableModels;

/// <summary>What the system, or a library, says of a failure, made fit to stand in a message: a sentence with its full stop, and without the names of files that are made and removed on the way.</summary>
internal static class SystemReason
{
    /// <summary>Its message as a sentence.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="aside">A path that the caller never sees; null for none.</param>
    /// <param name="named">What it stands for: the path that the caller named.</param>
    public static string Of(Exception exception, string? aside = null, string named = "")
    {
        var reason = exception.Message.TrimEnd();
        if (aside is not null)
        {
            reason = reason.Replace(aside, named, StringComparison.Ordinal);
        }

        return reason is [.., '.' or '!' or '?'] ? reason : reason + ".";
    }
}
