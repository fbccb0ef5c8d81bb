using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a node of the graph needs to run a custom function's backward pass; lives as long as the node.</summary>
        private sealed class BackwardState(IBackward function, AutogradContext context, bool[] isTensor, (long[] Shape, ScalarType Type, Device Device)[] outputs)
        {
            [UnmanagedCallersOnly]
            [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever was thrown is kept and thrown again by the caller of backward.")]
            internal static unsafe int Run(nint state, nint node, nint* gradients, int count, nint* results, int resultCount, byte* message, int messageSize)
            {
                // Nothing may be thrown through libtorch's frames: the exception waits for the call that started the pass.
                try
                {
                    ((BackwardState)GCHandle.FromIntPtr(state).Target!).Run(node, new Span<nint>(gradients, count), new Span<nint>(results, resultCount));
                    return 0;
                }
                catch (Exception exception)
                {
                    CallbackError.Keep(exception);
                    var text = new Span<byte>(message, messageSize - 1);
                    Utf8.FromUtf16(exception.Message, text, out _, out var written);
                    message[written] = 0;
                    return -1;
                }
            }

            [UnmanagedCallersOnly]
            internal static void Free(nint state)
            {
                var handle = GCHandle.FromIntPtr(state);
                ((BackwardState)handle.Target!).Context.Dispose();
                handle.Free();
            }

            private AutogradContext Context { get; } = context;

            private void Run(nint node, Span<nint> gradients, Span<nint> results)
            {
                using var scope = NewDisposeScope();
                var arrived = new List<Tensor>(gradients.Length);
                for (var n = 0; n < gradients.Length; n++)
                {
                    arrived.Add(gradients[n] != 0 ? new Tensor(gradients[n])
                        : Context.MaterializeGrads ? zeros(outputs[n].Shape, outputs[n].Type, outputs[n].Device)
                        : null!);
                }

                List<Tensor> given;
                lock (Context)
                {
                    Context.Node = node;
                    try
                    {
                        given = function.Backward(Context, arrived);
                    }
                    finally
                    {
                        Context.Node = 0;
                    }
                }

                if (given.Count < isTensor.Length || given.Skip(isTensor.Length).Any(extra => extra is not null))
                    throw new InvalidOperationException($"{function.Name}.backward returned {given.Count} gradients for {isTensor.Length} arguments of forward.");

                var next = 0;
                for (var n = 0; n < isTensor.Length; n++)
                {
                    if (isTensor[n])
                        results[next++] = given[n] is null ? 0 : Native.stb_tensor_retain(given[n].Handle);
                    else if (given[n] is not null)
                        throw new InvalidOperationException($"{function.Name}.backward returned a gradient for argument {n}, which is no tensor.");
                }
            }
        }
    }
}
