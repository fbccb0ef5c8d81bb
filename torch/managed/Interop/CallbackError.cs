using System.Runtime.ExceptionServices;

namespace TorchSharp.Interop;

/// <summary>
/// Keeps the exception that a managed callback threw while libtorch's stack frames were below it: it cannot pass through them,
/// so the callback reports failure and the call that started it throws the exception again. Backward passes of a GPU run
/// callbacks on libtorch's own threads, hence the process-wide slot.
/// </summary>
internal static class CallbackError
{
    private static ExceptionDispatchInfo? s_pending;

    internal static void Keep(Exception exception) => Interlocked.CompareExchange(ref s_pending, ExceptionDispatchInfo.Capture(exception), null);

    internal static void Rethrow() => Interlocked.Exchange(ref s_pending, null)?.Throw();
}
