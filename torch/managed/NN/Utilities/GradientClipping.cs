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
                var norms = Array.ConvertAll(gradients, gradient => Aten.linalg_vector_norm.Call(gradient, norm_type).to(device));
                var total = Aten.linalg_vector_norm.Call(stack(norms), norm_type);

                var coefficient = Aten.clamp_max.Call(Aten.mul_Scalar.Call(Aten.reciprocal.Call(Aten.add_Scalar.Call(total, 1e-6)), max_norm), 1.0);
                foreach (var gradient in gradients)
                    Aten.mul__Tensor.CallVoid(gradient, coefficient.to(gradient.device));
                return total.ToDouble();
            }

            /// <summary>Clamps each element of the gradients to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                foreach (var gradient in Gradients(tensors))
                    Aten.clamp_.CallVoid(gradient, -clip_value, clip_value);
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
