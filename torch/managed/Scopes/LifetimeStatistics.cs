namespace TorchSharp;

/// <summary>How many objects of one kind a thread created, attached, detached and disposed.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long DisposedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public long AttachedToScopeCount { get; internal set; }

    /// <summary>Created on this thread, not yet disposed on it.</summary>
    public long ThreadTotalLiveCount =>
        CreatedOutsideScopeCount + CreatedInScopeCount - DisposedOutsideScopeCount - DisposedInScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedInScopeCount = 0;
        DetachedFromScopeCount = 0;
        AttachedToScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}, created outside scope: {CreatedOutsideScopeCount}, disposed outside scope: {DisposedOutsideScopeCount}, "
        + $"created in scope: {CreatedInScopeCount}, disposed in scope: {DisposedInScopeCount}, attached: {AttachedToScopeCount}, detached: {DetachedFromScopeCount}";
}
