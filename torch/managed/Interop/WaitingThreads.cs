using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// libtorch computes in OpenMP's threads and its matrix products in OpenBLAS's, on the same cores. By default the threads of each spin while they
/// wait and so take the cores from the other's: two threads are then slower than one. Here they sleep while they wait, unless the variables are set.
/// </summary>
internal static partial class WaitingThreads
{
    /// <summary>Must run before libtorch is loaded: both libraries read their variables once, when they are.</summary>
    internal static void LetSleep()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Not Environment.SetEnvironmentVariable: native libraries do not see what that sets.
        SetIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        // A power of two of processor cycles, 2^26 by default.
        SetIfAbsent("OPENBLAS_THREAD_TIMEOUT", "8");
    }

    private static void SetIfAbsent(string name, string value) => _ = setenv(name, value, overwrite: 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
