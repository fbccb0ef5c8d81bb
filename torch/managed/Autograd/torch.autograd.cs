using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>The gradients of outputs with respect to inputs, returned and not accumulated. An unused input gives null where that is allowed.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null!, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            var results = new nint[inputs.Count];
            var outputHandles = HandleArray.Of(outputs);
            var inputHandles = HandleArray.Of(inputs);
            var gradHandles = HandleArray.Of(grad_outputs);
            fixed (nint* o = outputHandles, i = inputHandles, g = gradHandles, r = results)
            {
                NativeError.Check(Native.stb_grad(o, outputHandles.Length, i, inputHandles.Length, g, gradHandles.Length,
                    retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, handle => handle == 0 ? null! : new Tensor(handle));
        }

        /// <summary>Adds the gradients of tensors to the leaves of their graphs, or to the named inputs alone.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null!, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null!)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            var tensorHandles = HandleArray.Of(tensors);
            var gradHandles = HandleArray.Of(grad_tensors);
            var inputHandles = HandleArray.Of(inputs);
            fixed (nint* t = tensorHandles, g = gradHandles, i = inputHandles)
            {
                NativeError.Check(Native.stb_backward(t, tensorHandles.Length, g, gradHandles.Length,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, i, inputHandles.Length));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null!, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null!) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null!) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }
}
