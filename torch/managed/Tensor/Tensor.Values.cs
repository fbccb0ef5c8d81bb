using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // From tensors to .NET values. Reading waits for a GPU to finish.
    public partial class Tensor
    {
        /// <summary>The only element, whose type must be <typeparamref name="T"/>.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() wants a tensor of one element; this one has shape [{string.Join(", ", shape)}].");
            RequireElementType(typeof(T));
            if (typeof(T) == typeof(Half))
                return Reinterpret<Half, T>(this.ToHalf());
            if (typeof(T) == typeof(float))
                return Reinterpret<float, T>(this.ToSingle());
            if (typeof(T) == typeof(double))
                return Reinterpret<double, T>(this.ToDouble());
            if (typeof(T) == typeof(bool))
                return Reinterpret<bool, T>(this.ToBoolean());
            if (typeof(T) == typeof(long))
                return Reinterpret<long, T>(this.ToInt64());
            if (typeof(T) == typeof(int))
                return Reinterpret<int, T>(this.ToInt32());
            if (typeof(T) == typeof(short))
                return Reinterpret<short, T>(this.ToInt16());
            if (typeof(T) == typeof(sbyte))
                return Reinterpret<sbyte, T>(this.ToSByte());
            if (typeof(T) == typeof(byte))
                return Reinterpret<byte, T>(this.ToByte());
            if (typeof(T) == typeof(Complex))
                return Reinterpret<Complex, T>(this.ToComplexFloat64());
            return Reinterpret<(float, float), T>(this.ToComplexFloat32());
        }

        public Scalar ToScalar() => Aten.item.CallScalar(this);

        /// <summary>The elements in place; those of a GPU tensor are copied to the CPU first.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElementType(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory of a contiguous CPU tensor.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireContiguousOnCpu();
                return new Span<byte>((void*)DataPointer, checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                    throw new ArgumentException($"This tensor holds {target.Length} bytes, not {value.Length}.", nameof(value));
                value.CopyTo(target);
            }
        }

        public T ReadCpuValue<T>(long i) where T : unmanaged
        {
            RequireElementType(typeof(T));
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("The tensor is not on the CPU: call cpu() first.");
            using var accessor = new TensorAccessor<T>(this);
            return accessor[i];
        }

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);

        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        /// <summary>Copies the elements' bytes to a stream, in order, whatever the strides and the device.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            using var plain = PlainOnCpu();
            for (var offset = 0L; offset < plain.ByteCount; offset += bufferSize)
                stream.Write(plain.Bytes(offset, bufferSize));
        }

        /// <summary>Fills the tensor from a stream; the end of the stream before the last element is an error.</summary>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            using var plain = PlainOnCpu();
            for (var offset = 0L; offset < plain.ByteCount; offset += bufferSize)
                stream.ReadExactly(plain.Bytes(offset, bufferSize));
            if (!ReferenceEquals(plain, this) && plain.DataPointer != DataPointer)
            {
                using (no_grad())
                    copy_(plain);
            }
        }

        /// <summary>Nested lists of .NET numbers, as PyTorch's tolist.</summary>
        public object tolist()
        {
            if (ndim == 0)
                return Convert(ToScalar());
            var items = new List<object>();
            foreach (var part in unbind())
            {
                using (part)
                    items.Add(part.tolist());
            }

            return items;

            static object Convert(Scalar scalar) => scalar.Type switch
            {
                ScalarType.Int64 => scalar.ToInt64(),
                ScalarType.Bool => scalar.ToBoolean(),
                ScalarType.Float64 => scalar.ToDouble(),
                _ => scalar.ToComplexFloat64(),
            };
        }

        /// <summary>Where the nonzero elements are, one index tensor per dimension.</summary>
        public IList<Tensor> nonzero_as_list() => Aten.nonzero_numpy.CallList(this);

        /// <summary>Whether shape and values are the same.</summary>
        public bool Equals(Tensor target) => target is not null && Aten.equal.CallBool(this, target);

        public override bool Equals(object? obj) => obj is Tensor tensor && (ReferenceEquals(this, tensor) || Equals(tensor));

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public bool is_nonzero() => Aten.is_nonzero.CallBool(this);

        internal void RequireElementType(Type type)
        {
            var wanted = ScalarTypeOf(type);
            if (wanted != dtype)
                throw new ArgumentException($"The elements are {dtype}, not {type.Name}: convert with to_type({wanted}) first.");
        }

        private void RequireContiguousOnCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("The tensor is not on the CPU: call cpu() first.");
            if (!is_contiguous())
                throw new InvalidOperationException("The tensor is not contiguous: call contiguous() first.");
        }

        private static TTo Reinterpret<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);

        /// <summary>This tensor's elements in order in CPU memory: a view where they are, else a copy.</summary>
        private Tensor PlainOnCpu()
        {
            using (no_grad())
            {
                using var here = cpu();
                return here.contiguous();
            }
        }

        private long ByteCount => NumberOfElements * ElementSize;

        private unsafe Span<byte> Bytes(long offset, int most) =>
            new((byte*)DataPointer + offset, (int)Math.Min(most, ByteCount - offset));

        private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}

internal static partial class Aten
{
    internal static readonly Operator equal = Operator.Find("aten::equal");
    internal static readonly Operator is_nonzero = Operator.Find("aten::is_nonzero");
    internal static readonly Operator item = Operator.Find("aten::item");
}
