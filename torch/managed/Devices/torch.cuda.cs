using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>This libtorch runs on Linux, where there is no MPS.</summary>
    public static bool mps_is_available() => false;

    /// <summary>The device itself, or the default one for null; throws when this machine lacks it.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"This machine or this libtorch has no {deviceType} device. Check torch.cuda.is_available(), and that the libtorch in use is one built for CUDA.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    /// <summary>NVIDIA GPUs.</summary>
    public static partial class cuda
    {
        public static bool is_available() => NativeError.Check(Native.stb_cuda_available()) != 0;

        public static bool is_cudnn_available() => NativeError.Check(Native.stb_cudnn_available()) != 0;

        public static int device_count() => NativeError.Check(Native.stb_cuda_device_count());

        public static void manual_seed(long seed) => NativeError.Check(Native.stb_cuda_manual_seed(seed, 0));

        public static void manual_seed_all(long seed) => NativeError.Check(Native.stb_cuda_manual_seed(seed, 1));

        /// <summary>Waits until the device has done all work given to it.</summary>
        public static void synchronize(Device? device = null) => NativeError.Check(Native.stb_cuda_synchronize(device?.index ?? -1));
    }

    /// <summary>Switches of the libraries below libtorch.</summary>
    public static partial class backends
    {
        public static partial class cuda
        {
            public static bool flash_sdp_enabled() => Setting.FlashAttention.Get();

            public static void enable_flash_sdp(bool enable) => Setting.FlashAttention.Set(enable);

            public static bool math_sdp_enabled() => Setting.MathAttention.Get();

            public static void enable_math_sdp(bool enable) => Setting.MathAttention.Set(enable);

            public static partial class matmul
            {
                /// <summary>Whether FP32 products may round their inputs to TF32.</summary>
                public static bool allow_tf32
                {
                    get => Setting.Tf32Matmul.Get();
                    set => Setting.Tf32Matmul.Set(value);
                }

                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => Setting.HalfReduction.Get();
                    set => Setting.HalfReduction.Set(value);
                }
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32
            {
                get => Setting.Tf32Cudnn.Get();
                set => Setting.Tf32Cudnn.Set(value);
            }
        }
    }
}
