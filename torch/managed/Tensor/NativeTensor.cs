using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>
/// The owner of one reference to a native tensor, and what the finaliser sees when a <see cref="torch.Tensor"/> was not disposed.
/// Making a finalisable object costs as much as a small operator, so that owners of disposed tensors are used again.
/// </summary>
internal sealed class NativeTensor
{
    // As many as a training step disposes at once; more are left to the collector.
    private const int MostSpares = 256;

    [ThreadStatic] private static NativeTensor? s_spares;
    private static long s_live;
    private static long s_peak;

    private nint _handle;
    private int _freshKilobytes;
    private NativeTensor? _next;
    private int _sparesBelow;

    private NativeTensor()
    {
    }

    ~NativeTensor()
    {
        if (_handle == 0)
            return;
        Native.stb_tensor_release(_handle);
        Forget();
    }

    /// <summary>How many native tensors managed code holds now.</summary>
    internal static long Live => Interlocked.Read(ref s_live);

    /// <summary>The most that it ever held at a time.</summary>
    internal static long Peak => Interlocked.Read(ref s_peak);

    internal nint Handle => _handle;

    internal static NativeTensor Own(nint handle, int freshKilobytes)
    {
        var owner = s_spares;
        if (owner is null)
        {
            owner = new NativeTensor();
        }
        else
        {
            s_spares = owner._next;
            owner._next = null;
        }

        owner._handle = handle;
        owner._freshKilobytes = freshKilobytes;
        var live = Interlocked.Increment(ref s_live);
        if (live > s_peak)
            s_peak = live;
        if (freshKilobytes >= MemoryPressure.SmallestCountedKilobytes)
            MemoryPressure.Add(freshKilobytes);
        return owner;
    }

    /// <summary>Frees the native tensor. The last call for an owner: it belongs to another tensor afterwards.</summary>
    internal void Release()
    {
        Native.stb_tensor_release(_handle);
        Forget();
        Recycle();
    }

    /// <summary>Gives the reference to the caller. The last call for an owner: it belongs to another tensor afterwards.</summary>
    internal nint Take()
    {
        var handle = _handle;
        Forget();
        Recycle();
        return handle;
    }

    private void Forget()
    {
        _handle = 0;
        Interlocked.Decrement(ref s_live);
        if (_freshKilobytes >= MemoryPressure.SmallestCountedKilobytes)
            MemoryPressure.Remove(_freshKilobytes);
    }

    private void Recycle()
    {
        var top = s_spares;
        _sparesBelow = top is null ? 0 : top._sparesBelow + 1;
        if (_sparesBelow == MostSpares)
            return;
        _next = top;
        s_spares = this;
    }
}
