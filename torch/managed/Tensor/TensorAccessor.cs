using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements, addressed by dimension or in order; writing writes to the tensor, unless that is on a GPU.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly bool _owned;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private readonly T* _data;
    private bool _disposed;

    internal TensorAccessor(Tensor tensor)
    {
        _owned = tensor.device_type != DeviceType.CPU || tensor.is_conj() || tensor.is_neg();
        _tensor = _owned ? Copied(tensor) : tensor;
        _shape = _tensor.shape;
        _strides = _tensor.stride();
        _contiguous = _tensor.is_contiguous();
        Count = _tensor.numel();
        _data = (T*)_tensor.DataPointer;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>One index addresses the elements in order, as many as there are dimensions address one by one.</summary>
    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>An array of as many dimensions as the tensor; a scalar becomes an array of one element.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length < 2)
            return ToArray();
        Array result = _shape.Length switch
        {
            2 => new T[_shape[0], _shape[1]],
            3 => new T[_shape[0], _shape[1], _shape[2]],
            4 => new T[_shape[0], _shape[1], _shape[2], _shape[3]],
            5 => new T[_shape[0], _shape[1], _shape[2], _shape[3], _shape[4]],
            6 => new T[_shape[0], _shape[1], _shape[2], _shape[3], _shape[4], _shape[5]],
            _ => throw new NotSupportedException("Arrays of more than six dimensions are not made: use ToArray."),
        };
        var target = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result)), result.Length);
        CopyTo(target);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies as many elements as fit.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous)
        {
            if (count > 0)
                new ReadOnlySpan<T>(_data + tensorIndex, count).CopyTo(target);
            return;
        }

        for (var n = 0; n < count; n++)
            target[n] = _data[Offset(tensorIndex + n)];
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        for (var n = 0; n < count; n++)
            _data[Offset(tensorIndex + n)] = source[n];
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var n = 0L; n < Count; n++)
            yield return this[n];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this.SequenceEqual(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var element in this)
            hash.Add(element);
        return hash.ToHashCode();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_owned)
            _tensor.Dispose();
    }

    // Outside of every scope: the accessor disposes it.
    private static Tensor Copied(Tensor tensor)
    {
        using var graphless = tensor.detach();
        using var resolved = graphless.resolve_conj();
        using var positive = resolved.resolve_neg();
        return positive.to(CPU, copy: true).DetachFromDisposeScope();
    }

    private T* At(long[] indices)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _ = _tensor.Handle;
        if (indices.Length == 1)
        {
            if (indices[0] < 0 || indices[0] >= Count)
                throw new IndexOutOfRangeException($"Index {indices[0]} is outside of {Count} elements.");
            return _data + Offset(indices[0]);
        }

        if (indices.Length != _shape.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor of {_shape.Length} dimensions.", nameof(indices));
        var offset = 0L;
        for (var dimension = 0; dimension < indices.Length; dimension++)
        {
            if (indices[dimension] < 0 || indices[dimension] >= _shape[dimension])
                throw new IndexOutOfRangeException($"Index {indices[dimension]} is outside of dimension {dimension}, which has size {_shape[dimension]}.");
            offset += indices[dimension] * _strides[dimension];
        }

        return _data + offset;
    }

    /// <summary>Where the element of an ordinal number lies.</summary>
    private long Offset(long ordinal)
    {
        if (_contiguous)
            return ordinal;
        var offset = 0L;
        for (var dimension = _shape.Length - 1; dimension >= 0; dimension--)
        {
            ordinal = Math.DivRem(ordinal, _shape[dimension], out var index);
            offset += index * _strides[dimension];
        }

        return offset;
    }
}
