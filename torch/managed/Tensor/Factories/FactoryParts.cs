using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The last steps of every factory.</summary>
    private static Tensor Finish(Tensor tensor, bool requires_grad, string[]? names)
    {
        if (names is { Length: > 0 })
            tensor.SetNames(names);
        if (requires_grad)
            tensor.requires_grad = true;
        return tensor;
    }

    /// <summary>A tensor with the elements of managed memory, copied.</summary>
    private static unsafe Tensor Copied<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType elementType, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in dimensions)
            count *= size;
        if (count > elements.Length)
            throw new ArgumentException($"The dimensions [{string.Join(", ", dimensions.ToArray())}] ask for {count} elements, but there are {elements.Length}.", nameof(dimensions));

        var tensor = Aten.empty_memory_format.Call(dimensions.ToArray(), elementType);
        if (count > 0)
            elements[..(int)count].CopyTo(new Span<T>((void*)tensor.DataPointer, (int)count));
        return Finish(Placed(tensor, dtype, device), requires_grad, names);
    }

    /// <summary>A tensor over an array's own memory: changes of one are seen in the other, unless a conversion is needed.</summary>
    private static unsafe Tensor Shared(Array array, ReadOnlySpan<long> dimensions, ScalarType elementType, ScalarType? dtype, Device? device, long byteOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        var pin = GCHandle.Alloc(new PinnedArray(array));
        var data = ((PinnedArray)pin.Target!).Address + (nint)byteOffset;
        nint handle;
        fixed (long* sizes = dimensions)
        {
            handle = Native.stb_tensor_from_memory((void*)data, sizes, dimensions.Length, (int)elementType, GCHandle.ToIntPtr(pin), &ReleaseShared);
        }

        if (handle == 0)
        {
            Unpin(pin);
            NativeError.Throw();
        }

        return Placed(new Tensor(handle), dtype, device);
    }

    [UnmanagedCallersOnly]
    private static void ReleaseShared(nint state) => Unpin(GCHandle.FromIntPtr(state));

    private static void Unpin(GCHandle pin)
    {
        ((PinnedArray)pin.Target!).Free();
        pin.Free();
    }

    /// <summary>Moves a fresh CPU tensor to where and what it should be.</summary>
    private static Tensor Placed(Tensor tensor, ScalarType? dtype, Device? device)
    {
        device ??= get_default_device();
        var type = dtype ?? tensor.dtype;
        if (type == tensor.dtype && device.type == DeviceType.CPU)
            return tensor;
        var moved = tensor.to(type, device);
        tensor.Dispose();
        return moved;
    }

    private static T[] AsArray<T>(IList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return list as T[] ?? [.. list];
    }

    private static ReadOnlySpan<T> Elements<T>(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }

    private static long[] Lengths(Array array)
    {
        var lengths = new long[array.Rank];
        for (var dimension = 0; dimension < lengths.Length; dimension++)
            lengths[dimension] = array.GetLongLength(dimension);
        return lengths;
    }

    /// <summary>What a tensor filled with a number is made of when no type is named.</summary>
    private static ScalarType TypeOfFilled(Scalar value) => value.Type switch
    {
        ScalarType.Int64 or ScalarType.Bool => value.Type,
        ScalarType.ComplexFloat64 => get_default_dtype() == ScalarType.Float64 ? ScalarType.ComplexFloat64 : ScalarType.ComplexFloat32,
        _ => get_default_dtype(),
    };

    internal static ScalarType ScalarTypeOf(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof((float, float)) ? ScalarType.ComplexFloat32
        : type == typeof(Complex) ? ScalarType.ComplexFloat64
        : throw new NotSupportedException($"No tensor holds elements of type {type.Name}.");

    /// <summary>A pinned array and what is needed to unpin it.</summary>
    private sealed class PinnedArray
    {
        private GCHandle _handle;

        internal PinnedArray(Array array) => _handle = GCHandle.Alloc(array, GCHandleType.Pinned);

        internal nint Address => _handle.AddrOfPinnedObject();

        internal void Free() => _handle.Free();
    }
}
