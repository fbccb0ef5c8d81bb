using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function hands from its forward to its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);

            internal AutogradContext()
            {
            }

            internal List<Tensor> Saved { get; private set; } = [];

            internal int SavedCount { get; private set; }

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>The node of the graph; zero outside of a backward pass.</summary>
            internal nint Node { get; set; }

            /// <summary>Whether an output that received no gradient gives zeros rather than null; true by default.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Keeps inputs or outputs of the function for the backward pass.</summary>
            public void save_for_backward(List<Tensor> tensors) => Saved = [.. tensors];

            /// <summary>Keeps anything but tensors for the backward pass.</summary>
            public void save_data(string key, object value)
            {
                if (value is Tensor)
                    throw new ArgumentException($"'{key}' is a tensor: keep tensors with save_for_backward, which does not leak their graph.", nameof(value));
                _data[key] = value;
            }

            public object get_data(string key) =>
                _data.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The forward pass saved nothing under '{key}'.");

            /// <summary>Names the inputs that the function changed in place.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>Names the outputs that have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>What <see cref="save_for_backward"/> kept; in the backward pass only.</summary>
            public List<Tensor> get_saved_variables()
            {
                if (Node == 0 && SavedCount > 0)
                    throw new InvalidOperationException("Saved tensors can be had in the backward pass only.");
                var variables = new List<Tensor>(SavedCount);
                for (var n = 0; n < SavedCount; n++)
                    variables.Add(new Tensor(NativeError.Check(Native.stb_function_saved(Node, n))));
                return variables;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                Release();
                _data.Clear();
            }

            /// <summary>The graph holds the saved tensors from here on.</summary>
            internal void Release()
            {
                SavedCount = Saved.Count;
                Saved = [];
                Dirty = [];
                NonDifferentiable = [];
            }
        }
    }
}
