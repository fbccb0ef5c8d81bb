using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Other types and devices. Without copy: a tensor that is already there comes back as a new managed tensor for the same native one.
    public partial class Tensor
    {
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(dtype, new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => Moved(other.dtype, other.device, copy: false, disposeAfter: false, non_blocking);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor type(Func<Tensor, Tensor> typeFunc)
        {
            ArgumentNullException.ThrowIfNull(typeFunc);
            return typeFunc(this);
        }

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is { type: not DeviceType.CUDA })
                throw new ArgumentException($"'{device}' is no CUDA device.", nameof(device));
            return to(device ?? CUDA, non_blocking: non_blocking);
        }

        public Tensor mps(bool non_blocking = false) => to(MPS, non_blocking: non_blocking);

        public Tensor pin_memory() => Aten.pin_memory.Call(this);

        public bool is_pinned() => Aten.is_pinned.CallBool(this);

        public Tensor to_dense() => Aten.to_dense.Call(this);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);

        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);

        private Tensor Moved(ScalarType type, Device device, bool copy, bool disposeAfter, bool non_blocking)
        {
            ArgumentNullException.ThrowIfNull(device);
            var moved = Aten.to_device.Call(this, device, type, non_blocking, copy);
            if (disposeAfter)
                Dispose();
            return moved;
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator is_pinned = Operator.Find("aten::is_pinned");
    internal static readonly Operator pin_memory = Operator.Find("aten::pin_memory");
    internal static readonly Operator to_dense = Operator.Find("aten::to_dense");
    internal static readonly Operator to_device = Operator.Find("aten::to", "device");
}
