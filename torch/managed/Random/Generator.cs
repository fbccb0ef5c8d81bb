using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        /// <param name="seed">Where the sequence starts.</param>
        /// <param name="device">Where the numbers are made; the CPU by default.</param>
        public Generator(ulong seed = 0, Device? device = null)
            : this(NativeError.Check(Native.stb_generator_new((device ?? CPU).Packed, seed)))
        {
        }

        private Generator(nint handle)
        {
            _handle = handle;
            device = torch.Device.Unpack(Native.stb_generator_device(handle));
        }

        /// <summary>The generator that operators use when none is named, on the CPU.</summary>
        public static Generator Default => new(NativeError.Check(Native.stb_generator_default(CPU.Packed)));

        public Device device { get; }

        public nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        /// <summary>The whole state as bytes.</summary>
        public Tensor get_state()
        {
            var state = new Tensor(NativeError.Check(Native.stb_generator_state(Handle)));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            NativeError.Check(Native.stb_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            NativeError.Check(Native.stb_generator_set_seed(Handle, unchecked((ulong)seed)));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds from the system's entropy and returns the seed.</summary>
        public unsafe long seed()
        {
            ulong seed;
            NativeError.Check(Native.stb_generator_seed(Handle, &seed));
            GC.KeepAlive(this);
            return unchecked((long)seed);
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            NativeError.Check(Native.stb_generator_initial_seed(Handle, &seed));
            GC.KeepAlive(this);
            return unchecked((long)seed);
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                Native.stb_generator_release(handle);
        }

        ~Generator() => Dispose(disposing: false);
    }
}
