namespace TorchSharp;

/// <summary>
/// Owns the tensors that its thread creates while it is the innermost scope, and disposes them when it is disposed.
/// A scope belongs to one thread: what it owns must not be disposed on another one while the scope is in use.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    // A struct: an array of references to an interface checks the type of each one stored.
    private Owned[] _items = [];
    private int _count;
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    internal DisposeScope? OuterScope { get; set; }

    /// <summary>What the scope owns now; the list does not follow later changes.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Array.ConvertAll(_items[.._count], owned => (IDisposable)owned.Item);
        }
    }

    public int DisposablesCount
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _count;
        }
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => MoveToOther(OuterScope, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(OuterScope, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        Move(scope, first);
        Move(scope, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        Move(scope, first);
        Move(scope, second);
        Move(scope, third);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(scope, disposable);
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => MoveToOther(null, first, second);

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(null, first, second, third);

    public void Detach(params IDisposable[] disposables) => MoveToOther(null, (IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null, disposables);

    public void Attach(IDisposable disposable) => Take(disposable);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables.ToArray();
        foreach (var disposable in attached)
            Take(disposable);
        return attached;
    }

    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var kept = inKeep as ICollection<IDisposable> ?? [.. inKeep];
        if (kept.Count == 0)
        {
            // From the end: each removal then takes the last slot.
            while (_count > 0)
                _items[_count - 1].Item.Dispose();
            return;
        }

        var keep = new HashSet<IDisposable>(kept, ReferenceEqualityComparer.Instance);
        foreach (var owned in _items.AsSpan(0, _count).ToArray())
        {
            if (!keep.Contains(owned.Item))
                owned.Item.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    /// <summary>Tells the scope that a disposable it owns was disposed elsewhere.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (disposable is IScoped item && Owns(item))
            Remove(item);
    }

    public bool Contains(IDisposable disposable) => disposable is IScoped item && Owns(item);

    public void Dispose()
    {
        if (_disposed)
            return;
        DisposeEverything();
        _manager.RemoveDisposeScope(this);
        _disposed = true;
    }

    internal void Add(IScoped item)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, Math.Max(16, 2 * _count));
        _items[_count].Item = item;
        item.ScopeSlot = _count++;
        item.OwningDisposeScope = this;
    }

    internal void Remove(IScoped item)
    {
        var last = _items[--_count].Item;
        _items[item.ScopeSlot].Item = last;
        last.ScopeSlot = item.ScopeSlot;
        _items[_count].Item = null!;
        item.OwningDisposeScope = null;
    }

    /// <summary>Puts another object in the place of one that this or any scope owns.</summary>
    internal static void Replace(IScoped original, IScoped replacement)
    {
        if (original.OwningDisposeScope is not { } scope)
            return;
        scope.Remove(original);
        replacement.OwningDisposeScope?.Remove(replacement);
        scope.Add(replacement);
    }

    private bool Owns(IScoped item) => ReferenceEquals(item.OwningDisposeScope, this);

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (disposable is not IScoped item || !Owns(item))
            return;
        Remove(item);
        if (target is null)
            item.StatisticsIn(_manager.StatisticsInstance).DetachedFromScopeCount++;
        else
            target.Add(item);
    }

    private void Take(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (disposable is not IScoped item)
            throw new InvalidOperationException("A DisposeScope can own tensors and packed sequences only.");
        if (Owns(item))
            return;
        item.OwningDisposeScope?.Remove(item);
        Add(item);
        item.StatisticsIn(_manager.StatisticsInstance).AttachedToScopeCount++;
    }

    private struct Owned
    {
        public IScoped Item;
    }
}
