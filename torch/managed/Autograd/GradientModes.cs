using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until the result is disposed, this thread records nothing for the backward pass.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    public static bool is_grad_enabled() => Native.stb_grad_enabled() != 0;

    /// <summary>As <see cref="no_grad"/>, and tensors made within can never take part in a backward pass.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.stb_inference_mode_enabled() != 0;

    private sealed class GradientMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();
        private bool _disposed;

        internal GradientMode(bool enabled) => Native.stb_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Native.stb_set_grad_enabled(_before ? 1 : 0);
        }
    }

    // Not finalisable: the mode is the thread's, and no other thread can leave it.
    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal InferenceMode(bool enabled) => _guard = NativeError.Check(Native.stb_inference_mode_enter(enabled ? 1 : 0));

        public void Dispose()
        {
            var guard = Interlocked.Exchange(ref _guard, 0);
            if (guard != 0)
                Native.stb_inference_mode_leave(guard);
        }
    }
}
