using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>While it is on, a backward pass that makes a NaN throws and names the operator that did.</summary>
public class AnomalyMode : IDisposable
{
    private const int Enabled = 1, ChecksNaN = 2;
    private readonly int _before = Native.stb_anomaly_mode();
    private bool _disposed;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.stb_set_anomaly_mode(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => (Native.stb_anomaly_mode() & Enabled) != 0;

    public static bool ShouldCheckNaN => (Native.stb_anomaly_mode() & ChecksNaN) != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        Native.stb_set_anomaly_mode(_before & Enabled, (_before & ChecksNaN) >> 1);
    }
}

public static partial class torch
{
    public static partial class autograd
    {
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
    }
}
