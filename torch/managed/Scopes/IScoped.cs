namespace TorchSharp;

/// <summary>What a dispose scope can own. The slot makes adding and removing a matter of an array index.</summary>
internal interface IScoped : IDisposable
{
    DisposeScope? OwningDisposeScope { get; set; }

    /// <summary>Where the owning scope keeps it.</summary>
    int ScopeSlot { get; set; }

    /// <summary>The thread's statistics of this kind of object.</summary>
    LifetimeStatistics StatisticsIn(ThreadDisposeScopeStatistics statistics);
}
