namespace TorchSharp.Interop;

/// <summary>Switches of libtorch's global context; mirrors <c>Setting</c> in torch/native/settings.cpp.</summary>
internal enum Setting
{
    Tf32Matmul,
    Tf32Cudnn,
    HalfReduction,
    FlashAttention,
    MathAttention,
    Deterministic,
    DeterministicWarnOnly,
    CudnnBenchmark,
}

internal static class SettingExtensions
{
    internal static bool Get(this Setting setting) => NativeError.Check(Native.stb_setting((int)setting)) != 0;

    internal static void Set(this Setting setting, bool value) => NativeError.Check(Native.stb_set_setting((int)setting, value ? 1 : 0));
}
