namespace StableModels.Monitoring;

/// <summary>Something that training goes on with: it is told when it first shows, and not at every step that has it.</summary>
internal sealed class ToldOnce
{
    /// <summary>Whether it was told.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Whether it is to be told now: it holds, and was not told yet. From then on it was.</summary>
    public bool IsDue(bool holds)
    {
        if (IsTold || !holds)
            return false;
        return IsTold = true;
    }
}
