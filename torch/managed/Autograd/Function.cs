using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>A function with a backward pass of its own. Derive from <see cref="SingleTensorFunction{T}"/> or <see cref="MultiTensorFunction{T}"/>.</summary>
        public abstract class Function<T> : IBackward where T : Function<T>, new()
        {
            private static readonly T s_instance = new();

            protected Function()
            {
            }

            public abstract string Name { get; }

            /// <summary>Runs the forward pass without recording it and puts the backward pass into the graph.</summary>
            public static unsafe List<Tensor> apply_internal(params object[] vars)
            {
                ArgumentNullException.ThrowIfNull(vars);
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                    outputs = s_instance.Forward(context, vars);

                var isTensor = Array.ConvertAll(vars, variable => variable is Tensor);
                var inputs = vars.OfType<Tensor>().ToArray();
                var kinds = new byte[outputs.Count];
                for (var n = 0; n < kinds.Length; n++)
                {
                    var dirty = context.Dirty.Exists(tensor => tensor.Handle == outputs[n].Handle);
                    var given = !dirty && Array.Exists(inputs, tensor => tensor.Handle == outputs[n].Handle);
                    // An input that is returned as it is gets an identity of its own, which can have another history.
                    if (given)
                        outputs[n] = outputs[n].detach();
                    kinds[n] = (byte)(context.NonDifferentiable.Contains(outputs[n]) || outputs[n].is_integral() ? 0 : dirty ? 2 : 1);
                }

                var state = new BackwardState(s_instance, context, isTensor, [.. outputs.Select(output => (output.shape, output.dtype, output.device))]);
                var inputHandles = HandleArray.Of(inputs);
                var outputHandles = HandleArray.Of(outputs);
                var savedHandles = HandleArray.Of(context.Saved);
                var gcHandle = GCHandle.Alloc(state);
                int taken;
                fixed (byte* name = Encoding.UTF8.GetBytes(s_instance.Name + '\0'), kind = kinds)
                fixed (nint* i = inputHandles, o = outputHandles, s = savedHandles)
                {
                    taken = Native.stb_function_attach(name, i, inputHandles.Length, o, kind, outputHandles.Length, s, savedHandles.Length,
                        GCHandle.ToIntPtr(gcHandle), &BackwardState.Run, &BackwardState.Free);
                }

                GC.KeepAlive(inputs);
                GC.KeepAlive(context.Saved);
                if (taken <= 0)
                {
                    gcHandle.Free();
                    context.Dispose();
                    NativeError.Check(taken);
                }

                context.Release();
                return outputs;
            }

            internal abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            internal abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);

            List<Tensor> IBackward.Backward(AutogradContext context, List<Tensor> gradients) => Backward(context, gradients);
        }

        internal interface IBackward
        {
            string Name { get; }

            List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);
        }

        /// <summary>A custom function that returns one tensor.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction()
            {
            }

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient per argument of <see cref="forward"/>, null for those that are no tensors.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            internal override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients[0]);
        }

        /// <summary>A custom function that returns several tensors.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction()
            {
            }

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient per argument of <see cref="forward"/>, null for those that are no tensors.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            internal override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients);
        }
    }
}
