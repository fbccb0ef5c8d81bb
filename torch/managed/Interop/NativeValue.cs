using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What crosses the boundary: one argument or result of an operator, 16 blittable bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ValueKind Kind;

    /// <summary>Items of a list, bytes of a string, KiB of memory that a returned tensor alone holds.</summary>
    public int Length;

    /// <summary>An integer, the bits of a double, or a pointer, as <see cref="Kind"/> says.</summary>
    public long Payload;
}

/// <summary>Mirrors <c>Kind</c> in torch/native/operators.cpp.</summary>
internal enum ValueKind
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    Complex,
    String,
    Device,
    Generator,
    IntList,
    DoubleList,
    BoolList,
    TensorList,
    Undefined,
}
