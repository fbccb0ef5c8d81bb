using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Turns the native side's failures into exceptions that carry libtorch's message.</summary>
internal static unsafe class NativeError
{
    /// <summary>Checks a status: negative means failure. Returns it otherwise.</summary>
    internal static int Check(int status)
    {
        if (status < 0)
            Throw();
        return status;
    }

    /// <summary>Checks a handle: zero means failure.</summary>
    internal static nint Check(nint handle)
    {
        if (handle == 0)
            Throw();
        return handle;
    }

    [DoesNotReturn]
    internal static void Throw()
    {
        // An exception of a managed callback that passed through libtorch comes back as itself.
        CallbackError.Rethrow();
        throw new ExternalException(Marshal.PtrToStringUTF8((nint)Native.stb_error()));
    }
}
