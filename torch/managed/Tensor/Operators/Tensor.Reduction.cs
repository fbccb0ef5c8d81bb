using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Reductions over all elements or over dimensions.
    public partial class Tensor
    {
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Aten.aminmax.Call2(this, dim, keepdim);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Requested(dim is { } d ? Aten.unique_dim.Call3(this, d, sorted, return_inverse, return_counts) : Aten._unique2.Call3(this, sorted, return_inverse, return_counts), return_inverse, return_counts);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Requested(Aten.unique_consecutive.Call3(this, return_inverse, return_counts, dim), return_inverse, return_counts);

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_mean_dim.Call2(this, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim), type);

        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_mean_dim.Call2(this, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim), type);

        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_mean_dim.Call2(this, dimensions.ToArray(), unbiased, keepdim), type);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Aten.std_mean.Call2(this, unbiased);

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_mean_dim.Call2(this, dim, unbiased, keepdim), type);

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_mean_dim.Call2(this, dimensions, unbiased, keepdim), type);

        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_mean_dim.Call2(this, dimensions.ToArray(), unbiased, keepdim), type);

        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_mean_dim.Call2(this, dimensions, unbiased, keepdim), type);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.max_dim.Call2(this, dim, keepdim);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.min_dim.Call2(this, dim, keepdim);

        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Aten.mode.Call2(this, dim, keepdim);

        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_mean_dim.Call2(this, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim), type);

        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_mean_dim.Call2(this, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim), type);

        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Aten.var_mean.Call2(this, unbiased);

        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_mean_dim.Call2(this, dim, unbiased, keepdim), type);

        public Tensor all() => Aten.all.Call(this);

        public Tensor all(long dim, bool keepdim = false) => Aten.all_dim.Call(this, dim, keepdim);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.amax.Call(this, dims, keepdim) : InPlace(@out, Aten.amax_out, this, dims, keepdim, @out);

        public Tensor amax(params long[] dims) => Aten.amax.Call(this, dims);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.amin.Call(this, dims, keepdim) : InPlace(@out, Aten.amin_out, this, dims, keepdim, @out);

        public Tensor amin(params long[] dims) => Aten.amin.Call(this, dims);

        public Tensor any() => Aten.any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => Aten.any_dim.Call(this, dim, keepdim);

        public Tensor argmax() => Aten.argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => Aten.argmax.Call(this, dim, keepdim);

        public Tensor argmin() => Aten.argmin.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => Aten.argmin.Call(this, dim, keepdim);

        public Tensor bincount(Tensor? weights, long minlength = 0) => Aten.bincount.Call(this, weights, minlength);

        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Aten.count_nonzero.Call(this) : Aten.count_nonzero_dim_IntList.Call(this, dims);

        public Tensor dist(Tensor other, float p = 2) => Aten.dist.Call(this, other, p);

        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Aten.histc.Call(this, bins, min, max);

        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.logsumexp.Call(this, dim, keepdim);

        public Tensor max() => Aten.max.Call(this);

        public Tensor max(Tensor other) => Aten.max_other.Call(this, other);

        public Tensor mean() => Aten.mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Aten.mean_dim.Call(this, dimensions, keepdim, type);

        public Tensor median() => Aten.median.Call(this);

        public Tensor min() => Aten.min.Call(this);

        public Tensor min(Tensor other) => Aten.min_other.Call(this, other);

        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) => Aten.nanmean.Call(this, dim, keepdim, dtype);

        public Tensor nanmedian() => Aten.nanmedian.Call(this);

        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.nanquantile.Call(this, q, dim, keepdim);

        public Tensor nansum() => Aten.nansum.Call(this);

        public Tensor norm(float p = 2) => Aten.norm_Scalar.Call(this, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Aten.norm_ScalarOpt_dim.Call(this, p, dim, keepdim);

        public Tensor prod(ScalarType? type = null) => Aten.prod.Call(this, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Aten.prod_dim_int.Call(this, dim, keepdim, type);

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.quantile.Call(this, q, dim, keepdim);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dim.Call(this, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim), type);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dim.Call(this, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim), type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dim.Call(this, dimensions.ToArray(), unbiased, keepdim), type);

        public Tensor std(bool unbiased = true) => Aten.std.Call(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dim.Call(this, dim, unbiased, keepdim), type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Aten.sum_dim_IntList.Call(this, dim.ToArray(), keepdim, type);

        public Tensor sum(ScalarType? type = null) => Aten.sum.Call(this, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Aten.sum_dim_IntList.Call(this, dim, keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Aten.sum_dim_IntList.Call(this, new[] { dim0, dim1 }, keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Aten.sum_dim_IntList.Call(this, new[] { dim0, dim1, dim2 }, keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Aten.sum_dim_IntList.Call(this, dim, keepdim, type);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dim.Call(this, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim), type);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dim.Call(this, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim), type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dim.Call(this, dimensions.ToArray(), unbiased, keepdim), type);

        public Tensor var(bool unbiased = true) => Aten.var.Call(this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dim.Call(this, dim, unbiased, keepdim), type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dim.Call(this, dimensions, unbiased, keepdim), type);
    }
}

internal static partial class Aten
{
    internal static readonly Operator _unique2 = Operator.Find("aten::_unique2");
    internal static readonly Operator all = Operator.Find("aten::all");
    internal static readonly Operator all_dim = Operator.Find("aten::all", "dim");
    internal static readonly Operator amax = Operator.Find("aten::amax");
    internal static readonly Operator amax_out = Operator.Find("aten::amax", "out");
    internal static readonly Operator amin = Operator.Find("aten::amin");
    internal static readonly Operator amin_out = Operator.Find("aten::amin", "out");
    internal static readonly Operator aminmax = Operator.Find("aten::aminmax");
    internal static readonly Operator any = Operator.Find("aten::any");
    internal static readonly Operator any_dim = Operator.Find("aten::any", "dim");
    internal static readonly Operator argmax = Operator.Find("aten::argmax");
    internal static readonly Operator argmin = Operator.Find("aten::argmin");
    internal static readonly Operator bincount = Operator.Find("aten::bincount");
    internal static readonly Operator count_nonzero = Operator.Find("aten::count_nonzero");
    internal static readonly Operator count_nonzero_dim_IntList = Operator.Find("aten::count_nonzero", "dim_IntList");
    internal static readonly Operator dist = Operator.Find("aten::dist");
    internal static readonly Operator histc = Operator.Find("aten::histc");
    internal static readonly Operator logsumexp = Operator.Find("aten::logsumexp");
    internal static readonly Operator max = Operator.Find("aten::max");
    internal static readonly Operator max_dim = Operator.Find("aten::max", "dim");
    internal static readonly Operator max_other = Operator.Find("aten::max", "other");
    internal static readonly Operator mean = Operator.Find("aten::mean");
    internal static readonly Operator mean_dim = Operator.Find("aten::mean", "dim");
    internal static readonly Operator median = Operator.Find("aten::median");
    internal static readonly Operator min = Operator.Find("aten::min");
    internal static readonly Operator min_dim = Operator.Find("aten::min", "dim");
    internal static readonly Operator min_other = Operator.Find("aten::min", "other");
    internal static readonly Operator mode = Operator.Find("aten::mode");
    internal static readonly Operator nanmean = Operator.Find("aten::nanmean");
    internal static readonly Operator nanmedian = Operator.Find("aten::nanmedian");
    internal static readonly Operator nanquantile = Operator.Find("aten::nanquantile");
    internal static readonly Operator nansum = Operator.Find("aten::nansum");
    internal static readonly Operator norm_Scalar = Operator.Find("aten::norm", "Scalar");
    internal static readonly Operator norm_ScalarOpt_dim = Operator.Find("aten::norm", "ScalarOpt_dim");
    internal static readonly Operator prod = Operator.Find("aten::prod");
    internal static readonly Operator prod_dim_int = Operator.Find("aten::prod", "dim_int");
    internal static readonly Operator quantile = Operator.Find("aten::quantile");
    internal static readonly Operator std = Operator.Find("aten::std");
    internal static readonly Operator std_dim = Operator.Find("aten::std", "dim");
    internal static readonly Operator std_mean = Operator.Find("aten::std_mean");
    internal static readonly Operator std_mean_dim = Operator.Find("aten::std_mean", "dim");
    internal static readonly Operator sum = Operator.Find("aten::sum");
    internal static readonly Operator sum_dim_IntList = Operator.Find("aten::sum", "dim_IntList");
    internal static readonly Operator unique_consecutive = Operator.Find("aten::unique_consecutive");
    internal static readonly Operator unique_dim = Operator.Find("aten::unique_dim");
    internal static readonly Operator var = Operator.Find("aten::var");
    internal static readonly Operator var_dim = Operator.Find("aten::var", "dim");
    internal static readonly Operator var_mean = Operator.Find("aten::var_mean");
    internal static readonly Operator var_mean_dim = Operator.Find("aten::var_mean", "dim");
}
