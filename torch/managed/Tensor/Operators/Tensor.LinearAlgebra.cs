using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Products, factors and parts of matrices.
    public partial class Tensor
    {
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Aten.addbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            InPlace(Aten.addbmm_, this, batch1, batch2, beta, alpha);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.addmm.Call(this, mat1, mat2, beta, alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => InPlace(Aten.addmm_, this, mat1, mat2, beta, alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Aten.addmv.Call(this, mat, vec, beta, alpha);

        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => InPlace(Aten.addmv_, this, mat, vec, beta, alpha);

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Aten.addr.Call(this, vec1, vec2, beta, alpha);

        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => InPlace(Aten.addr_, this, vec1, vec2, beta, alpha);

        public Tensor adjoint() => Aten.adjoint.Call(this);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Aten.baddbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor bmm(Tensor batch2) => Aten.bmm.Call(this, batch2);

        public Tensor cholesky(bool upper = false) => Aten.linalg_cholesky.Call(this, upper);

        public Tensor cholesky_inverse(bool upper = false) => Aten.cholesky_inverse.Call(this, upper);

        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Aten.cholesky_solve.Call(this, input2, upper);

        public Tensor det() => Aten.det.Call(this);

        public Tensor diag(long diagonal = 0) => Aten.diag.Call(this, diagonal);

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Aten.diag_embed.Call(this, offset, dim1, dim2);

        public Tensor diagflat(long offset = 0) => Aten.diagflat.Call(this, offset);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.diagonal.Call(this, offset, dim1, dim2);

        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Aten.diagonal_scatter.Call(this, src, offset, dim1, dim2);

        public Tensor dot(Tensor target) => Aten.dot.Call(this, target);

        public Tensor ger(Tensor vec2) => Aten.outer.Call(this, vec2);

        public Tensor inner(Tensor vec2) => Aten.inner.Call(this, vec2);

        public Tensor inverse() => Aten.inverse.Call(this);

        public Tensor kron(Tensor other) => Aten.kron.Call(this, other);

        public Tensor logdet() => Aten.logdet.Call(this);

        public Tensor matmul(Tensor target) => Aten.matmul.Call(this, target);

        public Tensor matrix_exp() => Aten.matrix_exp.Call(this);

        public Tensor matrix_power(int n) => Aten.linalg_matrix_power.Call(this, n);

        public Tensor mm(Tensor target) => Aten.mm.Call(this, target);

        public Tensor mv(Tensor target) => Aten.mv.Call(this, target);

        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => Aten.ormqr.Call(this, tau, other, left, transpose);

        public Tensor outer(Tensor vec2) => Aten.outer.Call(this, vec2);

        public Tensor pinverse(double rcond = 1E-15, bool hermitian = false) => Aten.linalg_pinv.Call(this, rcond, hermitian);

        public Tensor renorm(float p, long dim, float maxnorm) => Aten.renorm.Call(this, p, dim, maxnorm);

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            Aten.tensordot.Call(this, b, Array.ConvertAll(dims, d => d.Item1), Array.ConvertAll(dims, d => d.Item2));

        public Tensor tensordot(Tensor b, long dims = 2) =>
            tensordot(b, [.. Enumerable.Range(0, (int)dims).Select(n => n - dims)], [.. Enumerable.Range(0, (int)dims).Select(n => (long)n)]);

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.tensordot.Call(this, b, dims1, dims2);

        public Tensor trace() => Aten.trace.Call(this);

        public Tensor tril(long diagonal = 0) => Aten.tril.Call(this, diagonal);

        public Tensor tril_(long diagonal = 0) => InPlace(Aten.tril_, this, diagonal);

        public Tensor triu(long diagonal = 0) => Aten.triu.Call(this, diagonal);

        public Tensor triu_(long diagonal = 0) => InPlace(Aten.triu_, this, diagonal);

        public Tensor vdot(Tensor target) => Aten.vdot.Call(this, target);
    }
}

internal static partial class Aten
{
    internal static readonly Operator addbmm = Operator.Find("aten::addbmm");
    internal static readonly Operator addbmm_ = Operator.Find("aten::addbmm_");
    internal static readonly Operator addmm = Operator.Find("aten::addmm");
    internal static readonly Operator addmm_ = Operator.Find("aten::addmm_");
    internal static readonly Operator addmv = Operator.Find("aten::addmv");
    internal static readonly Operator addmv_ = Operator.Find("aten::addmv_");
    internal static readonly Operator addr = Operator.Find("aten::addr");
    internal static readonly Operator addr_ = Operator.Find("aten::addr_");
    internal static readonly Operator adjoint = Operator.Find("aten::adjoint");
    internal static readonly Operator baddbmm = Operator.Find("aten::baddbmm");
    internal static readonly Operator bmm = Operator.Find("aten::bmm");
    internal static readonly Operator cholesky_inverse = Operator.Find("aten::cholesky_inverse");
    internal static readonly Operator cholesky_solve = Operator.Find("aten::cholesky_solve");
    internal static readonly Operator det = Operator.Find("aten::det");
    internal static readonly Operator diag = Operator.Find("aten::diag");
    internal static readonly Operator diag_embed = Operator.Find("aten::diag_embed");
    internal static readonly Operator diagflat = Operator.Find("aten::diagflat");
    internal static readonly Operator diagonal = Operator.Find("aten::diagonal");
    internal static readonly Operator diagonal_scatter = Operator.Find("aten::diagonal_scatter");
    internal static readonly Operator dot = Operator.Find("aten::dot");
    internal static readonly Operator inner = Operator.Find("aten::inner");
    internal static readonly Operator inverse = Operator.Find("aten::inverse");
    internal static readonly Operator kron = Operator.Find("aten::kron");
    internal static readonly Operator linalg_cholesky = Operator.Find("aten::linalg_cholesky");
    internal static readonly Operator linalg_matrix_power = Operator.Find("aten::linalg_matrix_power");
    internal static readonly Operator linalg_pinv = Operator.Find("aten::linalg_pinv");
    internal static readonly Operator logdet = Operator.Find("aten::logdet");
    internal static readonly Operator matmul = Operator.Find("aten::matmul");
    internal static readonly Operator matrix_exp = Operator.Find("aten::matrix_exp");
    internal static readonly Operator mm = Operator.Find("aten::mm");
    internal static readonly Operator mv = Operator.Find("aten::mv");
    internal static readonly Operator ormqr = Operator.Find("aten::ormqr");
    internal static readonly Operator outer = Operator.Find("aten::outer");
    internal static readonly Operator renorm = Operator.Find("aten::renorm");
    internal static readonly Operator tensordot = Operator.Find("aten::tensordot");
    internal static readonly Operator trace = Operator.Find("aten::trace");
    internal static readonly Operator tril = Operator.Find("aten::tril");
    internal static readonly Operator tril_ = Operator.Find("aten::tril_");
    internal static readonly Operator triu = Operator.Find("aten::triu");
    internal static readonly Operator triu_ = Operator.Find("aten::triu_");
    internal static readonly Operator vdot = Operator.Find("aten::vdot");
}
