using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                RequireAvailable(device.type);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                RequireAvailable(deviceType);
                _toEpilog(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking)
                => _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>
            /// Moves the tree. Each tensor keeps its identity and gets new storage (as PyTorch does): what shares a parameter
            /// (a tied layer, an optimizer) still shares it afterwards.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null)
                        child._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        child._to(device.type, device.index, non_blocking);
                    else
                        child._to(device, dtype.Value, non_blocking);
                }

                using (no_grad())
                {
                    foreach (var (_, parameter) in _internal_params)
                    {
                        Storage.Move(parameter, dtype, device, non_blocking);
                        using var gradient = parameter.grad;
                        if (gradient is not null)
                            Storage.Move(gradient, dtype, device, non_blocking);
                    }

                    foreach (var (_, (buffer, _)) in _internal_buffers)
                        Storage.Move(buffer, dtype, device, non_blocking);
                }

                if (device is not null)
                {
                    _deviceType = device.type;
                    _deviceIndex = device.index;
                }
            }

            private static void RequireFloatingPoint(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}", nameof(dtype));
            }

            private static void RequireAvailable(DeviceType type)
            {
                if (type == DeviceType.CUDA && Native.stb_cuda_available() == 0)
                    throw new InvalidOperationException("CUDA is not available.");
            }
        }
    }
}

/// <summary>Gives a tensor new storage of another type or on another device, behind the same handle.</summary>
file static class Storage
{
    internal static void Move(torch.Tensor tensor, torch.ScalarType? dtype, torch.Device? device, bool nonBlocking)
    {
        var type = dtype is { } wanted && (tensor.is_floating_point() || tensor.is_complex()) ? wanted : tensor.dtype;
        var target = device is not null && (device.type != tensor.device_type || (device.index >= 0 && device.index != tensor.device_index))
            ? device
            : null;
        if (type == tensor.dtype && target is null)
            return;

        using var moved = Aten.to_device.Call(tensor, target ?? tensor.device, type, nonBlocking, false, Argument.None);
        Aten.set_data.CallVoid(tensor, moved);
    }
}

internal static partial class Aten
{
    internal static readonly Operator set_data = Operator.Find("aten::set_data");
}
