using System.Diagnostics.CodeAnalysis;
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
        private NativeTensor? _native;

        internal Tensor(nint handle)
            : this(handle, 0)
        {
        }

        private Tensor(nint handle, int freshKilobytes)
        {
            _native = NativeTensor.Own(handle, freshKilobytes);
            DisposeScopeManager.ThreadSingleton.Register(this);
        }

        /// <summary>How many tensors managed code holds now.</summary>
        public static long TotalCount => NativeTensor.Live;

        /// <summary>The most tensors that managed code ever held at a time.</summary>
        public static long PeakCount => NativeTensor.Peak;

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        public bool IsInvalid => _native is null;

        /// <summary>The native tensor; throws when this one was disposed.</summary>
        public nint Handle
        {
            get
            {
                var native = _native;
                if (native is null)
                    ThrowDisposed();
                return native.Handle;
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
            if (Interlocked.Exchange(ref _native, null) is not { } native)
                return;
            DisposeScopeManager.ThreadSingleton.Unregister(this);
            native.Release();
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
            var native = Interlocked.Exchange(ref _native, null);
            if (native is null)
                ThrowDisposed();
            DisposeScopeManager.ThreadSingleton.Unregister(this);
            return native.Take();
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

        [DoesNotReturn]
        private void ThrowDisposed() =>
            throw new ObjectDisposedException(GetType().Name, "This tensor was disposed: by Dispose, by the end of its dispose scope, or because a Parameter or module took its contents over.");
    }
}
