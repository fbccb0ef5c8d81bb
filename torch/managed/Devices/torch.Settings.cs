using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of the libtorch in use.</summary>
    public static string __version__ => Operator.Version;

    public static int get_num_threads() => NativeError.Check(Native.stb_num_threads());

    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(num);
        NativeError.Check(Native.stb_set_num_threads(num));
    }

    public static int get_num_interop_threads() => NativeError.Check(Native.stb_num_interop_threads());

    public static void set_num_interop_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(num);
        NativeError.Check(Native.stb_set_num_interop_threads(num));
    }

    /// <summary>Until the result is disposed, operators without a deterministic implementation throw, or warn.</summary>
    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false)
    {
        var before = (Mode: are_deterministic_algorithms_enabled(), WarnOnly: is_deterministic_algorithms_warn_only_enabled());
        Apply(mode, warn_only);
        return new Restore(() => Apply(before.Mode, before.WarnOnly));

        static void Apply(bool mode, bool warnOnly)
        {
            Setting.Deterministic.Set(mode);
            Setting.DeterministicWarnOnly.Set(warnOnly);
        }
    }

    public static bool are_deterministic_algorithms_enabled() => Setting.Deterministic.Get();

    public static bool is_deterministic_algorithms_warn_only_enabled() => Setting.DeterministicWarnOnly.Get();

    public static void set_default_tensor_type(Tensor t)
    {
        ArgumentNullException.ThrowIfNull(t);
        set_default_dtype(t.dtype);
    }

    public static void _assert(bool condition, string message)
    {
        if (!condition)
            throw new InvalidOperationException(message);
    }

    public static void _assert(Func<bool> condition, string message)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _assert(condition(), message);
    }

    public static bool is_tensor(object obj) => obj is Tensor;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_integral(Tensor t) => t.is_integral();

    public static bool is_conj(Tensor input) => input.is_conj();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static long numel(Tensor input) => input.numel();

    /// <summary>The type that an operation on both types gives.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2)
    {
        using var left = Aten.empty_memory_format.Call(new long[] { 1 }, type1);
        using var right = Aten.empty_memory_format.Call(new long[] { 1 }, type2);
        return result_type(left, right);
    }

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Aten.result_type_Tensor.CallInt(tensor1, tensor2);

    public static bool can_cast(ScalarType from, ScalarType to) =>
        Rank(from) <= Rank(to) && !(to == ScalarType.Byte && from is ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64);

    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        ScalarType.Bool => 1,
        _ => throw new ArgumentException($"{type} is no integer type.", nameof(type)),
    };

    // PyTorch's kinds in the order in which values may pass from one to the next.
    private static int Rank(ScalarType type) => type == ScalarType.Bool ? 0 : is_integral(type) ? 1 : is_floating_point(type) ? 2 : 3;

    private sealed class Restore(Action restore) : IDisposable
    {
        private Action? _restore = restore;

        public void Dispose() => Interlocked.Exchange(ref _restore, null)?.Invoke();
    }
}

internal static partial class Aten
{
    internal static readonly Operator result_type_Tensor = Operator.Find("aten::result_type", "Tensor");
}
