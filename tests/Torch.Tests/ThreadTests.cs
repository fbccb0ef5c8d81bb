using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>Threads that wait must not take the cores from those that compute.</summary>
public partial class ThreadTests
{
    [TestCase("OMP_WAIT_POLICY", "PASSIVE")]
    [TestCase("OPENBLAS_THREAD_TIMEOUT", "18")]
    public void WaitingThreadsSleepUnlessToldOtherwise(string variable, string value)
    {
        using var loaded = ones(1);
        Assert.That(Marshal.PtrToStringUTF8(getenv(variable)), Is.EqualTo(Environment.GetEnvironmentVariable(variable) ?? value));
    }

    [Test]
    [NonParallelizable]
    public unsafe void TheNumberOfThreadsHoldsForMatrixProductsToo()
    {
        using var loaded = ones(1);
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out var openBlas))
            Assert.Inconclusive("libtorch multiplies with another library than OpenBLAS here.");
        var numberOfThreads = (delegate* unmanaged<int>)NativeLibrary.GetExport(openBlas, "openblas_get_num_threads");
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.That(numberOfThreads(), Is.EqualTo(1));
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.That(numberOfThreads(), Is.EqualTo(before));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);
}
