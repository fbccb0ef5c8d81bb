namespace TorchSharp;

/// <summary>A thread's stack of dispose scopes.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? s_thread;

    internal static DisposeScopeManager ThreadSingleton => s_thread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    /// <summary>Gives a new object to the innermost scope, if there is one.</summary>
    internal void Register(IScoped item)
    {
        var statistics = item.StatisticsIn(StatisticsInstance);
        if (CurrentDisposeScope is { } scope)
        {
            statistics.CreatedInScopeCount++;
            scope.Add(item);
        }
        else
        {
            statistics.CreatedOutsideScopeCount++;
        }
    }

    /// <summary>Takes an object that is being disposed out of its scope.</summary>
    internal void Unregister(IScoped item)
    {
        var statistics = item.StatisticsIn(StatisticsInstance);
        if (item.OwningDisposeScope is { } scope)
        {
            statistics.DisposedInScopeCount++;
            scope.Remove(item);
        }
        else
        {
            statistics.DisposedOutsideScopeCount++;
        }
    }

    internal DisposeScope NewDisposeScope() => CurrentDisposeScope = new DisposeScope(this);

    /// <summary>Scopes may be disposed out of order: the rest of the stack closes up.</summary>
    internal void RemoveDisposeScope(DisposeScope closed)
    {
        if (ReferenceEquals(CurrentDisposeScope, closed))
        {
            CurrentDisposeScope = closed.OuterScope;
            return;
        }

        for (var scope = CurrentDisposeScope; scope is not null; scope = scope.OuterScope)
        {
            if (ReferenceEquals(scope.OuterScope, closed))
            {
                scope.OuterScope = closed.OuterScope;
                return;
            }
        }
    }
}
