using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One operator of libtorch's dispatcher, named as in its schema. Looked up at the first call; arguments left off at the end take the
/// schema's defaults, integers become floating-point numbers or one-element lists where the schema wants those.
/// </summary>
internal sealed unsafe class Operator
{
    private const int StackScratch = 512;
    private readonly string _name;
    private readonly string _overload;
    private nint _handle;

    private Operator(string name, string overload)
    {
        _name = name;
        _overload = overload;
    }

    internal static Operator Find(string name, string overload = "") => new(name, overload);

    internal string FullName => _overload.Length == 0 ? _name : $"{_name}.{_overload}";

    /// <summary>Whether this libtorch has it.</summary>
    internal bool Exists => TryResolve() != 0;

    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        return Tensor.FromResult(result) ?? throw new InvalidOperationException($"{FullName} returned no tensor.");
    }

    internal (Tensor, Tensor) Call2(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Invoke(arguments, results, 2);
        return (Tensor.FromResult(results[0])!, Tensor.FromResult(results[1])!);
    }

    internal (Tensor, Tensor, Tensor) Call3(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[3];
        Invoke(arguments, results, 3);
        return (Tensor.FromResult(results[0])!, Tensor.FromResult(results[1])!, Tensor.FromResult(results[2])!);
    }

    internal (Tensor, Tensor, Tensor, Tensor) Call4(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[4];
        Invoke(arguments, results, 4);
        return (Tensor.FromResult(results[0])!, Tensor.FromResult(results[1])!, Tensor.FromResult(results[2])!, Tensor.FromResult(results[3])!);
    }

    /// <summary>For operators that return a list of tensors.</summary>
    internal Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        var tensors = new Tensor[result.Length];
        for (var n = 0; n < tensors.Length; n++)
            tensors[n] = new Tensor(((nint*)result.Payload)[n]);
        Native.stb_free((void*)result.Payload);
        return tensors;
    }

    /// <summary>For in-place operators, and others whose result is one of the arguments: it is dropped.</summary>
    internal void CallVoid(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    internal bool CallBool(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        return result.Payload != 0;
    }

    internal long CallInt(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        return result.Payload;
    }

    internal Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        return Scalar.FromResult(result);
    }

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        var handle = _handle;
        if (handle == 0)
            handle = Resolve();

        var values = stackalloc NativeValue[arguments.Length];
        var scratchBytes = 0;
        for (var n = 0; n < arguments.Length; n++)
        {
            ref readonly var argument = ref arguments[n];
            values[n] = argument.Value;
            if (argument.Reference is null)
                continue;
            if (argument.Value.Kind == ValueKind.Tensor)
                values[n].Payload = Unsafe.As<Tensor>(argument.Reference).Handle;
            else if (argument.Value.Kind == ValueKind.Generator)
                values[n].Payload = Unsafe.As<Generator>(argument.Reference).Handle;
            else
                scratchBytes += argument.ScratchBytes;
        }

        int produced;
        if (scratchBytes == 0)
        {
            produced = Native.stb_call(handle, values, arguments.Length, results, capacity);
        }
        else if (scratchBytes <= StackScratch)
        {
            var scratch = stackalloc byte[scratchBytes];
            Spread(arguments, values, scratch);
            produced = Native.stb_call(handle, values, arguments.Length, results, capacity);
        }
        else
        {
            var scratch = (byte*)NativeMemory.Alloc((nuint)scratchBytes);
            try
            {
                Spread(arguments, values, scratch);
                produced = Native.stb_call(handle, values, arguments.Length, results, capacity);
            }
            finally
            {
                NativeMemory.Free(scratch);
            }
        }

        // The finaliser of an argument must not run while libtorch uses it.
        for (var n = 0; n < arguments.Length; n++)
            GC.KeepAlive(arguments[n].Reference);

        if (produced < 0)
            NativeError.Throw();
    }

    private static void Spread(ReadOnlySpan<Argument> arguments, NativeValue* values, byte* scratch)
    {
        for (var n = 0; n < arguments.Length; n++)
        {
            var bytes = arguments[n].ScratchBytes;
            if (bytes == 0)
                continue;
            arguments[n].CopyItems(scratch);
            values[n].Payload = (long)scratch;
            scratch += bytes;
        }
    }

    private nint Resolve()
    {
        var handle = TryResolve();
        if (handle == 0)
            throw new NotSupportedException($"libtorch {Version} has no operator {FullName}. Use a libtorch that has it (CMAKE_PREFIX_PATH chooses which one is built against).");
        return handle;
    }

    private nint TryResolve()
    {
        if (_handle != 0)
            return _handle;
        fixed (byte* name = Encoding.UTF8.GetBytes(_name + '\0'))
        fixed (byte* overload = Encoding.UTF8.GetBytes(_overload + '\0'))
            return _handle = Native.stb_find(name, overload);
    }

    internal static string Version => Marshal.PtrToStringUTF8((nint)Native.stb_version())!;
}
