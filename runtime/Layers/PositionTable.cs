using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// A table with one row per position, computed in FP64 on first use and again when a longer sequence, another device or another type comes.
/// It is no buffer: it holds nothing that a checkpoint must keep, and it follows the input wherever the module is moved.
/// </summary>
internal sealed class PositionTable(Func<long, Tensor> build) : IDisposable
{
    private Tensor? _rows;

    /// <summary>Rows 0 to length - 1, on the device and in the type of <paramref name="like"/>.</summary>
    public Tensor Get(long length, Tensor like)
    {
        if (_rows is null || _rows.shape[0] < length || _rows.dtype != like.dtype || _rows.device_type != like.device_type || _rows.device_index != like.device_index)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var rows = build(length).to(like.dtype, like.device);
            _rows?.Dispose();
            _rows = rows.DetachFromDisposeScope();
        }

        return _rows.shape[0] == length ? _rows.alias() : _rows.narrow(0, 0, length);
    }

    public void Dispose() => _rows?.Dispose();
}
