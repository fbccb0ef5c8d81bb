using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const int Contiguous = 1, RequiresGrad = 2, Leaf = 4, Conjugate = 8, Negative = 16, Sparse = 32, Named = 64;

        public long Dimensions
        {
            get
            {
                var dimensions = Native.stb_tensor_dim(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        public long ndim => Dimensions;

        public long dim() => Dimensions;

        public long NumberOfElements
        {
            get
            {
                var count = Native.stb_tensor_numel(Handle);
                GC.KeepAlive(this);
                return count;
            }
        }

        public long numel() => NumberOfElements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize
        {
            get
            {
                var size = Native.stb_tensor_element_size(Handle);
                GC.KeepAlive(this);
                return size;
            }
        }

        public long element_size() => ElementSize;

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Native.stb_tensor_dtype(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device
        {
            get
            {
                var device = torch.Device.Unpack(Native.stb_tensor_device(Handle));
                GC.KeepAlive(this);
                return device;
            }
        }

        public int device_index => device.index;

        public DeviceType device_type => device.type;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* target = sizes)
                    NativeError.Check(Native.stb_tensor_sizes(Handle, target));
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <summary>The size of one dimension; negative numbers count from the last.</summary>
        public long size(int dim) => shape[Wrap(dim)];

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* target = strides)
                NativeError.Check(Native.stb_tensor_strides(Handle, target));
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[Wrap(dim)];

        public unsafe long storage_offset()
        {
            long offset;
            NativeError.Check(Native.stb_tensor_storage_offset(Handle, &offset));
            GC.KeepAlive(this);
            return offset;
        }

        public bool is_contiguous() => HasFlag(Contiguous);

        public bool is_leaf => HasFlag(Leaf);

        public bool is_sparse => HasFlag(Sparse);

        public bool is_conj() => HasFlag(Conjugate);

        public bool is_neg() => HasFlag(Negative);

        public bool has_names() => HasFlag(Named);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>Where the first element lies; memory of the tensor's device.</summary>
        internal nint DataPointer
        {
            get
            {
                var pointer = Native.stb_tensor_data(Handle);
                if (pointer == 0 && NumberOfElements > 0)
                    NativeError.Throw();
                GC.KeepAlive(this);
                return pointer;
            }
        }

        private bool HasFlag(int flag)
        {
            var flags = NativeError.Check(Native.stb_tensor_flags(Handle));
            GC.KeepAlive(this);
            return (flags & flag) != 0;
        }

        private int Wrap(int dim)
        {
            var count = (int)Dimensions;
            if (dim < -count || dim >= count)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"This tensor has {count} dimensions.");
            return dim < 0 ? dim + count : dim;
        }
    }
}
