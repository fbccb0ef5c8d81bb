using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        private static readonly long[] s_lastTwo = [-2, -1];

        /// <summary>The 2-norm of all elements, or along dimensions.</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm.Call(input, Argument.None, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm.Call(input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm.Call(input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm_ord_str.Call(input, ord, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) => Aten.linalg_vector_norm.Call(input, ord, dims, keepdim);

        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_matrix_norm_str_ord.Call(input, ord, dims ?? s_lastTwo, keepdim);

        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Aten.linalg_matrix_norm.Call(input, ord, dims ?? s_lastTwo, keepdim);
    }
}

internal static partial class Aten
{
    internal static readonly Operator linalg_matrix_norm = Operator.Find("aten::linalg_matrix_norm");
    internal static readonly Operator linalg_matrix_norm_str_ord = Operator.Find("aten::linalg_matrix_norm", "str_ord");
    internal static readonly Operator linalg_norm = Operator.Find("aten::linalg_norm");
    internal static readonly Operator linalg_norm_ord_str = Operator.Find("aten::linalg_norm", "ord_str");
    internal static readonly Operator linalg_vector_norm = Operator.Find("aten::linalg_vector_norm");
}
