using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes a tensor as PyTorch's torch.save does; torch.load in Python reads it.</summary>
    public static void save(Tensor t, string location)
    {
        ArgumentNullException.ThrowIfNull(t);
        t.save(location);
    }

    /// <summary>Reads a tensor that <see cref="save"/> or PyTorch's torch.save wrote.</summary>
    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        public unsafe void save(string location)
        {
            long size;
            var bytes = Native.stb_pickle(Handle, &size);
            GC.KeepAlive(this);
            if (bytes is null)
                NativeError.Throw();
            try
            {
                using var file = File.Create(location);
                file.Write(new ReadOnlySpan<byte>(bytes, checked((int)size)));
            }
            finally
            {
                Native.stb_free(bytes);
            }
        }

        public static unsafe Tensor load(string location)
        {
            var content = File.ReadAllBytes(location);
            fixed (byte* bytes = content)
                return new Tensor(NativeError.Check(Native.stb_unpickle(bytes, content.LongLength)));
        }

        /// <summary>Reads TorchSharp's own format.</summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }
    }
}
