using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>All dimensions in reverse order.</summary>
        public Tensor T => Aten.numpy_T.Call(this);

        /// <summary>The conjugate transpose of a matrix.</summary>
        public Tensor H => Aten.matrix_H.Call(this);

        /// <summary>The last two dimensions swapped.</summary>
        public Tensor mT => Aten.mT.Call(this);

        /// <summary>The conjugate transposes of a batch of matrices.</summary>
        public Tensor mH => Aten.mH.Call(this);

        public Tensor real => Aten.real.Call(this);

        public Tensor imag => Aten.imag.Call(this);
    }

    public static Tensor real(Tensor input) => input.real;

    public static Tensor imag(Tensor input) => input.imag;
}

internal static partial class Aten
{
    internal static readonly Operator imag = Operator.Find("aten::imag");
    internal static readonly Operator mH = Operator.Find("aten::mH");
    internal static readonly Operator mT = Operator.Find("aten::mT");
    internal static readonly Operator matrix_H = Operator.Find("aten::matrix_H");
    internal static readonly Operator numpy_T = Operator.Find("aten::numpy_T");
    internal static readonly Operator real = Operator.Find("aten::real");
}
