using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // What the operator methods share.
    public partial class Tensor
    {
        /// <summary>Calls an operator that changes this tensor and returns this tensor.</summary>
        private Tensor InPlace(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            op.CallVoid(arguments);
            return this;
        }

        /// <summary>Calls an operator that writes to <paramref name="target"/>.</summary>
        private static Tensor InPlace(Tensor target, Operator op, params ReadOnlySpan<Argument> arguments)
        {
            op.CallVoid(arguments);
            return target;
        }

        private static Tensor Cast(Tensor tensor, ScalarType? type)
        {
            if (type is not { } wanted || wanted == tensor.dtype)
                return tensor;
            var cast = tensor.to_type(wanted);
            tensor.Dispose();
            return cast;
        }

        private static (Tensor, Tensor) Cast((Tensor, Tensor) tensors, ScalarType? type) =>
            (Cast(tensors.Item1, type), Cast(tensors.Item2, type));

        /// <summary>Drops the results that the caller did not ask for.</summary>
        private static (Tensor, Tensor?, Tensor?) Requested((Tensor, Tensor, Tensor) results, bool second, bool third)
        {
            if (!second)
                results.Item2.Dispose();
            if (!third)
                results.Item3.Dispose();
            return (results.Item1, second ? results.Item2 : null, third ? results.Item3 : null);
        }

        /// <summary>number / tensor, computed as PyTorch does.</summary>
        private Tensor DivideInto(Scalar numerator)
        {
            using var reciprocal = Aten.reciprocal.Call(this);
            return Aten.mul_Scalar.Call(reciprocal, numerator);
        }

        private static string NameOf(RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Use trunc, floor or None."),
        };
    }

    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }
}
