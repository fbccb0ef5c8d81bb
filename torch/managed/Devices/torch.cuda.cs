using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>NVIDIA GPUs.</summary>
    public static partial class cuda
    {
        public static void manual_seed_all(long seed) => NativeError.Check(Native.stb_cuda_manual_seed(seed, 1));
    }
}
