using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that enumerates in the order of insertion.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _entries = [];
    private readonly Dictionary<TKey, TValue> _lookup = [];

    public OrderedDict() { }

    public TValue this[TKey key]
    {
        get => _lookup[key];
        set
        {
            if (_lookup.ContainsKey(key))
                _entries[PositionOf(key)] = (key, value);
            else
                _entries.Add((key, value));
            _lookup[key] = value;
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => _entries[index];
        set
        {
            var replaced = _entries[index].Key;
            if (!EqualityComparer<TKey>.Default.Equals(replaced, value.Item1) && _lookup.ContainsKey(value.Item1))
                throw new ArgumentException($"The key '{value.Item1}' is already at another position.", nameof(value));
            _lookup.Remove(replaced);
            _lookup[value.Item1] = value.Item2;
            _entries[index] = value;
        }
    }

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => _entries.ConvertAll(entry => entry.Key);

    public ICollection<TValue> Values => _entries.ConvertAll(entry => entry.Value);

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public void Add(TKey key, TValue value)
    {
        _lookup.Add(key, value);
        _entries.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        _lookup.Add(item.Item1, item.Item2);
        _entries.Insert(index, item);
    }

    public bool ContainsKey(TKey key) => _lookup.ContainsKey(key);

    public bool Contains((TKey, TValue) item)
        => _lookup.TryGetValue(item.Item1, out var value) && EqualityComparer<TValue>.Default.Equals(value, item.Item2);

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _lookup.TryGetValue(key, out value);

    internal bool TryAdd(TKey key, TValue value)
    {
        if (!_lookup.TryAdd(key, value))
            return false;
        _entries.Add((key, value));
        return true;
    }

    public bool Remove(TKey key)
    {
        if (!_lookup.Remove(key))
            return false;
        _entries.RemoveAt(PositionOf(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        _lookup.Remove(_entries[index].Key);
        _entries.RemoveAt(index);
    }

    public void Clear()
    {
        _lookup.Clear();
        _entries.Clear();
    }

    public void clear() => Clear();

    public int IndexOf((TKey, TValue) item) => Contains(item) ? PositionOf(item.Item1) : -1;

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (var (key, value) in _entries)
            array[arrayIndex++] = KeyValuePair.Create(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
    {
        foreach (var (key, value) in _entries)
            yield return KeyValuePair.Create(key, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int PositionOf(TKey key) => _entries.FindIndex(entry => EqualityComparer<TKey>.Default.Equals(entry.Key, key));
}
