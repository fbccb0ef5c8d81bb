using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(Aten.randperm_generator.Call(n, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? get_default_device()), requires_grad, null);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Aten.normal_Tensor_Tensor.Call(mean, std, generator);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finish(Aten.normal_float_float.Call(mean, std, size.ToArray(), generator, dtype, Argument.None, device ?? get_default_device()), requires_grad, names);

    /// <summary>One number from [0, 1).</summary>
    public static double rand_float(Generator? generator = null) => Drawn(rand(1, generator: generator));

    /// <summary>One number from the standard normal distribution.</summary>
    public static double randn_float(Generator? generator = null) => Drawn(randn(1, generator: generator));

    /// <summary>One number from [0, high).</summary>
    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);

    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var drawn = randint(low, high, [1L], generator: generator);
        return drawn.ToInt64();
    }

    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) != 0;

    private static double Drawn(Tensor tensor)
    {
        using (tensor)
            return tensor.ToDouble();
    }
}

internal static partial class Aten
{
    internal static readonly Operator normal_Tensor_Tensor = Operator.Find("aten::normal", "Tensor_Tensor");
    internal static readonly Operator normal_float_float = Operator.Find("aten::normal", "float_float");
    internal static readonly Operator randperm_generator = Operator.Find("aten::randperm", "generator");
}
