using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. Dispose it, or create it in a <see cref="DisposeScope"/>; the finaliser frees what is left.
    /// In-place methods return the tensor itself.
    /// </summary>
    public partial class Tensor : IDisposable, IScoped
    {
        private static long s_totalCount;
        private static long s_peakCount;

        private nint _handle;
        private readonly int _freshKilobytes;

        internal Tensor(nint handle)
            : this(handle, 0)
        {
        }

        private Tensor(nint handle, int freshKilobytes)
        {
            _handle = handle;
            _freshKilobytes = freshKilobytes;
            var count = Interlocked.Increment(ref s_totalCount);
            if (count > s_peakCount)
                s_peakCount = count;
            DisposeScopeManager.ThreadSingleton.Register(this);
            if (freshKilobytes >= MemoryPressure.SmallestCountedKilobytes)
                MemoryPressure.Add(freshKilobytes);
        }

        ~Tensor() => Dispose(disposing: false);

        /// <summary>How many tensors managed code holds now.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        /// <summary>The most tensors that managed code ever held at a time.</summary>
        public static long PeakCount => Interlocked.Read(ref s_peakCount);

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        public bool IsInvalid => _handle == 0;

        /// <summary>The native tensor; throws when this one was disposed.</summary>
        public nint Handle
        {
            get
            {
                if (_handle == 0)
                    ThrowDisposed();
                return _handle;
            }
        }

        internal DisposeScope? OwningDisposeScope => _scope;

        DisposeScope? IScoped.OwningDisposeScope
        {
            get => _scope;
            set => _scope = value;
        }

        int IScoped.ScopeSlot { get; set; }

        private DisposeScope? _scope;

        LifetimeStatistics IScoped.StatisticsIn(ThreadDisposeScopeStatistics statistics) => statistics.TensorStatistics;

        /// <summary>Takes over a native tensor that another library made; the handle must own a reference.</summary>
        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        /// <summary>Gives the native tensor away: this one is empty afterwards.</summary>
        public nint DecoupleFromNativeHandle() => MoveHandle();

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            // A scope that owns this tensor keeps it reachable; in the finaliser there is none left to tell.
            if (disposing)
                DisposeScopeManager.ThreadSingleton.Unregister(this);
            Interlocked.Decrement(ref s_totalCount);
            Native.stb_tensor_release(handle);
            if (_freshKilobytes >= MemoryPressure.SmallestCountedKilobytes)
                MemoryPressure.Remove(_freshKilobytes);
        }

        /// <summary>Moves the tensor to the scope around its own; out of all scopes when there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            _scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope: it lives until it is disposed or collected.</summary>
        public Tensor DetachFromDisposeScope()
        {
            _scope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (_scope is null)
                other?.Attach(this);
            else
                _scope.MoveToOther(other, this);
            return this;
        }

        /// <summary>Takes the handle out, for an object that goes on as this tensor (a parameter).</summary>
        internal nint MoveHandle()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                ThrowDisposed();
            DisposeScopeManager.ThreadSingleton.Unregister(this);
            Interlocked.Decrement(ref s_totalCount);
            if (_freshKilobytes >= MemoryPressure.SmallestCountedKilobytes)
                MemoryPressure.Remove(_freshKilobytes);
            return handle;
        }

        /// <summary>Another managed tensor for the same native one.</summary>
        internal Tensor Alias()
        {
            var alias = new Tensor(Native.stb_tensor_retain(Handle));
            GC.KeepAlive(this);
            return alias;
        }

        internal static Tensor? FromResult(NativeValue value) =>
            value.Kind == ValueKind.Tensor ? new Tensor((nint)value.Payload, value.Length) : null;

        private void ThrowDisposed() =>
            throw new ObjectDisposedException(GetType().Name, "This tensor was disposed: by Dispose, by the end of its dispose scope, or because a Parameter or module took its contents over.");
    }
}
