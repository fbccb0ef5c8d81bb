using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra on matrices and batches of them.</summary>
    public static partial class linalg
    {
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }

        public static Tensor cholesky(Tensor input) => Aten.linalg_cholesky.Call(input);

        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) => Aten.linalg_cholesky_ex.Call2(input, false, check_errors);

        public static Tensor det(Tensor input) => Aten.linalg_det.Call(input);

        public static (Tensor, Tensor) slogdet(Tensor input) => Aten.linalg_slogdet.Call2(input);

        public static Tensor inv(Tensor input) => Aten.linalg_inv.Call(input);

        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) => Aten.linalg_inv_ex.Call2(input, check_errors);

        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Aten.linalg_pinv_atol_rtol_float.Call(input, atol, rtol, hermitian);

        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Aten.linalg_pinv_atol_rtol_tensor.Call(input, atol, rtol, hermitian);

        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) => Aten.linalg_qr.Call2(input, mode switch
        {
            QRMode.Reduced => "reduced",
            QRMode.Complete => "complete",
            _ => "r",
        });

        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => Aten.linalg_svd.Call3(input, fullMatrices);

        public static Tensor svdvals(Tensor input) => Aten.linalg_svdvals.Call(input);

        public static (Tensor, Tensor) eig(Tensor input) => Aten.linalg_eig.Call2(input);

        public static Tensor eigvals(Tensor input) => Aten.linalg_eigvals.Call(input);

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.linalg_eigh.Call2(input, UPLO.ToString());

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Aten.linalg_eigvalsh.Call(input, UPLO.ToString());

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Aten.linalg_solve.Call(A, B, left);

        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        {
            if (@out is null)
                return Aten.linalg_solve_triangular.Call(A, B, upper, left, unitriangular);
            Aten.linalg_solve_triangular_out.CallVoid(A, B, upper, left, unitriangular, @out);
            return @out;
        }

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) => Aten.linalg_lstsq.Call4(input, other);

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) => Aten.linalg_lstsq.Call4(input, other, rcond);

        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => Aten.linalg_lu.Call3(input, pivot);

        public static (Tensor LU, Tensor? Pivots) lu_factor(Tensor input, bool pivot = true) => Aten.linalg_lu_factor.Call2(input, pivot);

        public static Tensor matrix_exp(Tensor input) => Aten.linalg_matrix_exp.Call(input);

        public static Tensor multi_dot(IList<Tensor> tensors) => Aten.linalg_multi_dot.Call(AsArray(tensors));

        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Aten.linalg_cross.Call(input, other, dim);

        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null)
        {
            if (@out is null)
                return Aten.linalg_vecdot.Call(x, y, dim);
            Aten.linalg_vecdot_out.CallVoid(x, y, dim, @out);
            return @out;
        }

        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) => Aten.linalg_diagonal.Call(input, offset, dim1, dim2);

        public static Tensor householder_product(Tensor A, Tensor tau) => Aten.linalg_householder_product.Call(A, tau);

        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Aten.linalg_matrix_rank_atol_rtol_float.Call(input, atol, rtol, hermitian);

        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Aten.linalg_matrix_rank_atol_rtol_tensor.Call(input, atol, rtol, hermitian);

        public static Tensor cond(Tensor input) => Aten.linalg_cond.Call(input);

        public static Tensor cond(Tensor input, double p) => Aten.linalg_cond.Call(input, p);

        public static Tensor cond(Tensor input, int p) => Aten.linalg_cond.Call(input, p);

        public static Tensor cond(Tensor input, string p) => Aten.linalg_cond_p_str.Call(input, p);
    }
}

internal static partial class Aten
{
    internal static readonly Operator linalg_cholesky_ex = Operator.Find("aten::linalg_cholesky_ex");
    internal static readonly Operator linalg_cond = Operator.Find("aten::linalg_cond");
    internal static readonly Operator linalg_cond_p_str = Operator.Find("aten::linalg_cond", "p_str");
    internal static readonly Operator linalg_cross = Operator.Find("aten::linalg_cross");
    internal static readonly Operator linalg_det = Operator.Find("aten::linalg_det");
    internal static readonly Operator linalg_diagonal = Operator.Find("aten::linalg_diagonal");
    internal static readonly Operator linalg_eig = Operator.Find("aten::linalg_eig");
    internal static readonly Operator linalg_eigh = Operator.Find("aten::linalg_eigh");
    internal static readonly Operator linalg_eigvals = Operator.Find("aten::linalg_eigvals");
    internal static readonly Operator linalg_eigvalsh = Operator.Find("aten::linalg_eigvalsh");
    internal static readonly Operator linalg_householder_product = Operator.Find("aten::linalg_householder_product");
    internal static readonly Operator linalg_inv = Operator.Find("aten::linalg_inv");
    internal static readonly Operator linalg_inv_ex = Operator.Find("aten::linalg_inv_ex");
    internal static readonly Operator linalg_lstsq = Operator.Find("aten::linalg_lstsq");
    internal static readonly Operator linalg_lu = Operator.Find("aten::linalg_lu");
    internal static readonly Operator linalg_lu_factor = Operator.Find("aten::linalg_lu_factor");
    internal static readonly Operator linalg_matrix_exp = Operator.Find("aten::linalg_matrix_exp");
    internal static readonly Operator linalg_matrix_rank_atol_rtol_float = Operator.Find("aten::linalg_matrix_rank", "atol_rtol_float");
    internal static readonly Operator linalg_matrix_rank_atol_rtol_tensor = Operator.Find("aten::linalg_matrix_rank", "atol_rtol_tensor");
    internal static readonly Operator linalg_pinv_atol_rtol_float = Operator.Find("aten::linalg_pinv", "atol_rtol_float");
    internal static readonly Operator linalg_pinv_atol_rtol_tensor = Operator.Find("aten::linalg_pinv", "atol_rtol_tensor");
    internal static readonly Operator linalg_qr = Operator.Find("aten::linalg_qr");
    internal static readonly Operator linalg_slogdet = Operator.Find("aten::linalg_slogdet");
    internal static readonly Operator linalg_solve = Operator.Find("aten::linalg_solve");
    internal static readonly Operator linalg_solve_triangular = Operator.Find("aten::linalg_solve_triangular");
    internal static readonly Operator linalg_solve_triangular_out = Operator.Find("aten::linalg_solve_triangular", "out");
    internal static readonly Operator linalg_svd = Operator.Find("aten::linalg_svd");
    internal static readonly Operator linalg_svdvals = Operator.Find("aten::linalg_svdvals");
    internal static readonly Operator linalg_vecdot = Operator.Find("aten::linalg_vecdot");
    internal static readonly Operator linalg_vecdot_out = Operator.Find("aten::linalg_vecdot", "out");
}
