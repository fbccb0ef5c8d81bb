using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>Threads that wait must not take the cores from those that compute.</summary>
public partial class ThreadTests
{
    [TestCase("OMP_WAIT_POLICY", "PASSIVE")]
    [TestCase("OPENBLAS_THREAD_TIMEOUT", "8")]
    public void WaitingThreadsSleepUnlessToldOtherwise(string variable, string expected)
    {
        using var loaded = ones(1);
        Assert.That(Marshal.PtrToStringUTF8(getenv(variable)), Is.EqualTo(Environment.GetEnvironmentVariable(variable) ?? expected));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);
}
