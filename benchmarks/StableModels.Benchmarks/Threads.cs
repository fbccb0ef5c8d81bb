using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>
/// How many threads run operators and how many run matrix products. PyTorch on OpenBLAS sets the first alone: its one thread multiplies with every core. Ours sets both,
/// as libtorch does on MKL; to have PyTorch's one thread is OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=2 here.
/// </summary>
internal readonly record struct Threads(int Operators, int Products)
{
    public override string ToString() => Operators == Products ? $"{Operators}" : $"{Operators}, products {Products}";

    /// <summary>Sets both for this process.</summary>
    public unsafe void Use()
    {
        set_num_threads(Operators);
        if (Operators != Products && NativeLibrary.TryLoad("libopenblas.so.0", out var openBlas))
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(openBlas, "openblas_set_num_threads"))(Products);
    }
}
