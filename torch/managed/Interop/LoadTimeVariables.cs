using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What libraries below libtorch must be told before they are loaded: they read these variables once, when they are. A variable that is set stays.</summary>
internal static partial class LoadTimeVariables
{
    internal static void Set()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // libtorch computes in OpenMP's threads and its matrix products in OpenBLAS's, on the same cores. OpenMP's need not spin while they wait: that would take
        // the cores from the others. OpenBLAS's must for a little (2^18 clock cycles, 0.1 ms): there are so many small products in a step that waking a sleeping
        // thread for each costs more than it gives. But not for the 20 ms that it would by itself: while one does, its core looks busy, and OpenMP's thread for
        // that core waits for another.
        SetIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        SetIfAbsent("OPENBLAS_THREAD_TIMEOUT", "18");

        // Debian 13's libtorch loads MPI and with it UCX, which would take over the signal from which .NET makes a NullReferenceException.
        SetIfAbsent("UCX_ERROR_SIGNALS", "");
    }

    // Not Environment.SetEnvironmentVariable: native libraries do not see what that sets.
    private static void SetIfAbsent(string name, string value) => _ = setenv(name, value, overwrite: 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
