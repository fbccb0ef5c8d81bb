using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>
/// How many threads run operators and how many run matrix products. PyTorch on OpenBLAS sets the first alone: its one thread multiplies with every core. Ours sets both,
/// as libtorch does on MKL; to have PyTorch's one thread is OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=2 here.
/// </summary>
internal readonly record struct Threads(int Operators, int Products)
{
    private static readonly nint OpenBlas = NativeLibrary.TryLoad("libopenblas.so.0", out var library) ? library : 0;

    /// <summary>What is worth trying on two cores; products of their own where libtorch multiplies with OpenBLAS.</summary>
    public static IReadOnlyList<Threads> Choices { get; } = OpenBlas == 0 ? [new(1, 1), new(2, 2)] : [new(1, 1), new(1, 2), new(2, 2)];

    public override string ToString() => Operators == Products ? $"{Operators}" : $"{Operators}, products {Products}";

    /// <summary>The processor that matrix products are made for. OPENBLAS_CORETYPE chooses it, for both sides: which one it is moves the ratio, since products are the part that both have in common.</summary>
    public static unsafe string ProductsMadeFor =>
        OpenBlas == 0 ? "what libtorch's own BLAS chose" : Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)NativeLibrary.GetExport(OpenBlas, "openblas_get_corename"))())!;

    /// <summary>Sets both for this process.</summary>
    public unsafe void Use()
    {
        set_num_threads(Operators);
        if (Operators != Products)
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(OpenBlas, "openblas_set_num_threads"))(Products);
    }
}
