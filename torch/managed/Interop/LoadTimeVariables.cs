using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What libraries below libtorch must be told before they are loaded: they read these variables once, when they are. A variable that is set stays.</summary>
internal static partial class LoadTimeVariables
{
    internal static void Set()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // libtorch computes in OpenMP's threads and its matrix products in OpenBLAS's, on the same cores. The threads of each spin while they wait
        // and so take the cores from the other's: two threads are then slower than one. These make them sleep; the second is a power of two of
        // processor cycles, 2^26 by default.
        SetIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        SetIfAbsent("OPENBLAS_THREAD_TIMEOUT", "8");

        // Debian 13's libtorch loads MPI and with it UCX, which would take over the signal from which .NET makes a NullReferenceException.
        SetIfAbsent("UCX_ERROR_SIGNALS", "");
    }

    // Not Environment.SetEnvironmentVariable: native libraries do not see what that sets.
    private static void SetIfAbsent(string name, string value) => _ = setenv(name, value, overwrite: 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
