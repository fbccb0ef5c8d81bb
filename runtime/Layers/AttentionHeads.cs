using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>How queries, keys and values lie in a fused projection, and how heads are taken apart and put together.</summary>
internal sealed class AttentionHeads
{
    private readonly long _heads;
    private readonly long _keyHeads;

    public AttentionHeads(long width, long heads, long keyValueHeads)
    {
        OutOfRange.ThrowIfBelow(width, 1);
        OutOfRange.ThrowIfBelow(heads, 1);
        OutOfRange.ThrowIfBelow(keyValueHeads, 0);
        if (width % heads != 0)
            throw new ArgumentException($"{heads} heads do not divide a width of {width}: choose a number of heads that does, or a width that is a multiple of it.", nameof(heads));
        if (keyValueHeads > 0 && heads % keyValueHeads != 0)
            throw new ArgumentException($"{keyValueHeads} key/value heads do not divide {heads} query heads into equal groups: choose a number that does, or 0 for as many as query heads.", nameof(keyValueHeads));
        _heads = heads;
        _keyHeads = keyValueHeads == 0 ? heads : keyValueHeads;
        Size = width / heads;
    }

    /// <summary>Numbers per head.</summary>
    public long Size { get; }

    public long QuerySize => _heads * Size;

    public long KeySize => _keyHeads * Size;

    public long FusedSize => QuerySize + 2 * KeySize;

    /// <summary>[batch, time, fused] to q [batch, heads, time, size] and k, v [batch, key heads, time, size].</summary>
    public (Tensor Query, Tensor Key, Tensor Value) Split(Tensor fused)
    {
        if (_keyHeads == _heads)
        {
            var parts = InHeads(fused, 3);
            return (parts[0], parts[1], parts[2]);
        }

        var groups = fused.split([QuerySize, KeySize, KeySize], -1);
        return (Apart(groups[0], _heads), Apart(groups[1], _keyHeads), Apart(groups[2], _keyHeads));
    }

    /// <summary>[batch, time, heads * size] to [batch, heads, time, size].</summary>
    public Tensor Apart(Tensor joined, long heads) =>
        joined.view(joined.shape[0], joined.shape[1], heads, Size).transpose(1, 2);

    /// <summary>Queries from [batch, time, width].</summary>
    public Tensor Queries(Tensor joined) => Apart(joined, _heads);

    /// <summary>Keys and values from their fused [batch, time, 2 * key size].</summary>
    public (Tensor Key, Tensor Value) KeysAndValues(Tensor fused)
    {
        var parts = InHeads(fused, 2);
        return (parts[0], parts[1]);
    }

    // Unbound where they lie: backward then writes their gradients side by side in one pass, as the projection wants them. Permuted first, it would take two.
    private Tensor[] InHeads(Tensor fused, int parts) =>
        [.. fused.view(fused.shape[0], fused.shape[1], parts, _keyHeads, Size).unbind(2).Select(static part => part.transpose(1, 2))];

    /// <summary>Gives each query head the key or value head of its group.</summary>
    public Tensor Share(Tensor keys) =>
        _keyHeads == _heads ? keys : keys.repeat_interleave(_heads / _keyHeads, 1);

    /// <summary>[batch, heads, time, size] to [batch, time, heads * size].</summary>
    public static Tensor Merge(Tensor attended)
    {
        var shape = attended.shape;
        return attended.transpose(1, 2).reshape(shape[0], shape[2], shape[1] * shape[3]);
    }
}
