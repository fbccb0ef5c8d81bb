using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>
            /// Scales all gradients by max_norm / norm where their joint norm is larger, and returns the norm before that
            /// (Pascanu et al., 2012). Parameters without a gradient are passed by. Reads the norm back from the device.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                var gradients = Gradients(tensors);
                if (gradients.Length == 0)
                    return 0;

                var device = gradients[0].device;
                var norms = Array.ConvertAll(gradients, gradient => Ops.vector_norm.Call(gradient, norm_type).to(device));
                var total = Ops.vector_norm.Call(stack(norms), norm_type);

                var coefficient = Ops.clamp_max.Call(Ops.mul.Call(Ops.reciprocal.Call(Ops.add.Call(total, 1e-6)), max_norm), 1.0);
                foreach (var gradient in gradients)
                    Ops.mul_.CallVoid(gradient, coefficient.to(gradient.device));
                return total.ToDouble();
            }

            /// <summary>Clamps each element of the gradients to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                foreach (var gradient in Gradients(tensors))
                    Ops.clamp_.CallVoid(gradient, -clip_value, clip_value);
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> parameters)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                var gradients = new List<Tensor>();
                foreach (var parameter in parameters)
                {
                    if (parameter.grad is { } gradient)
                        gradients.Add(gradient);
                }

                return [.. gradients];
            }
        }
    }
}

file static class Ops
{
    internal static readonly Operator vector_norm = Operator.Find("aten::linalg_vector_norm");
    internal static readonly Operator add = Operator.Find("aten::add", "Scalar");
    internal static readonly Operator mul = Operator.Find("aten::mul", "Scalar");
    internal static readonly Operator reciprocal = Operator.Find("aten::reciprocal");
    internal static readonly Operator clamp_max = Operator.Find("aten::clamp_max");
    internal static readonly Operator clamp_ = Operator.Find("aten::clamp_");
    internal static readonly Operator mul_ = Operator.Find("aten::mul_", "Tensor");
}
