using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Other shapes of the same elements.
    public partial class Tensor
    {
        public Tensor alias() => Aten.alias.Call(this);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Aten.as_strided.Call(this, size, strides, storageOffset);

        public Tensor atleast_1d() => Aten.atleast_1d.Call(this);

        public Tensor atleast_2d() => Aten.atleast_2d.Call(this);

        public Tensor atleast_3d() => Aten.atleast_3d.Call(this);

        public Tensor broadcast_to(params long[] shape) => Aten.broadcast_to.Call(this, shape);

        public Tensor channel_shuffle(long groups) => Aten.channel_shuffle.Call(this, groups);

        public Tensor contiguous() => Aten.contiguous.Call(this);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes.ToArray(), isImplicit);

        public Tensor expand(Size sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes.Shape, isImplicit);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes, isImplicit);

        public Tensor expand(params long[] sizes) => Aten.expand.Call(this, sizes);

        public Tensor expand_as(Tensor other) => Aten.expand_as.Call(this, other);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten_using_ints.Call(this, start_dim, end_dim);

        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);

        public Tensor fliplr() => Aten.fliplr.Call(this);

        public Tensor flipud() => Aten.flipud.Call(this);

        public Tensor moveaxis(long[] source, long[] destination) => Aten.moveaxis_intlist.Call(this, source, destination);

        public Tensor movedim(long[] source, long[] destination) => Aten.movedim_intlist.Call(this, source, destination);

        public Tensor permute(IEnumerable<long> permutation) => Aten.permute.Call(this, permutation.ToArray());

        public Tensor permute(params long[] permutation) => Aten.permute.Call(this, permutation);

        public Tensor ravel() => Aten.ravel.Call(this);

        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave_self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave_self_int.Call(this, repeats, dim, output_size);

        public Tensor reshape(params long[] shape) => Aten.reshape.Call(this, shape);

        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default(ReadOnlySpan<long>)) =>
            Aten.roll.Call(this, shifts.ToArray(), dims.ToArray());

        public Tensor roll(long shifts, long? dims = null) => dims is { } d ? Aten.roll.Call(this, shifts, d) : Aten.roll.Call(this, shifts);

        public Tensor roll(long[] shifts) => Aten.roll.Call(this, shifts);

        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Call(this, shifts, dims);

        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Aten.rot90.Call(this, k, dims is { } d ? new[] { d.Item1, d.Item2 } : new[] { 0L, 1L });

        public Tensor squeeze(long? dim = null) => dim is { } d ? Aten.squeeze_dim.Call(this, d) : Aten.squeeze.Call(this);

        public Tensor squeeze_(long? dim = null) => dim is { } d ? InPlace(Aten.squeeze__dim, this, d) : InPlace(Aten.squeeze_, this);

        public Tensor swapaxes(long dim0, long dim1) => Aten.swapaxes.Call(this, dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => Aten.swapdims.Call(this, dim0, dim1);

        public Tensor t() => Aten.t.Call(this);

        public Tensor tile(long[] reps) => Aten.tile.Call(this, reps);

        public Tensor transpose(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => InPlace(Aten.transpose_, this, dim0, dim1);

        public Tensor unflatten(long dim, Size sizes) => Aten.unflatten_int.Call(this, dim, sizes.Shape);

        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten_int.Call(this, dim, sizes);

        public Tensor unfold(long dimension, long size, long step) => Aten.unfold.Call(this, dimension, size, step);

        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => InPlace(Aten.unsqueeze_, this, dim);

        public Tensor view(params long[] shape) => Aten.view.Call(this, shape);

        public Tensor view_as(Tensor other) => Aten.view_as.Call(this, other);
    }
}

internal static partial class Aten
{
    internal static readonly Operator alias = Operator.Find("aten::alias");
    internal static readonly Operator as_strided = Operator.Find("aten::as_strided");
    internal static readonly Operator atleast_1d = Operator.Find("aten::atleast_1d");
    internal static readonly Operator atleast_2d = Operator.Find("aten::atleast_2d");
    internal static readonly Operator atleast_3d = Operator.Find("aten::atleast_3d");
    internal static readonly Operator broadcast_to = Operator.Find("aten::broadcast_to");
    internal static readonly Operator channel_shuffle = Operator.Find("aten::channel_shuffle");
    internal static readonly Operator contiguous = Operator.Find("aten::contiguous");
    internal static readonly Operator expand = Operator.Find("aten::expand");
    internal static readonly Operator expand_as = Operator.Find("aten::expand_as");
    internal static readonly Operator flatten_using_ints = Operator.Find("aten::flatten", "using_ints");
    internal static readonly Operator flip = Operator.Find("aten::flip");
    internal static readonly Operator fliplr = Operator.Find("aten::fliplr");
    internal static readonly Operator flipud = Operator.Find("aten::flipud");
    internal static readonly Operator moveaxis_intlist = Operator.Find("aten::moveaxis", "intlist");
    internal static readonly Operator movedim_intlist = Operator.Find("aten::movedim", "intlist");
    internal static readonly Operator permute = Operator.Find("aten::permute");
    internal static readonly Operator ravel = Operator.Find("aten::ravel");
    internal static readonly Operator repeat = Operator.Find("aten::repeat");
    internal static readonly Operator repeat_interleave_self_Tensor = Operator.Find("aten::repeat_interleave", "self_Tensor");
    internal static readonly Operator repeat_interleave_self_int = Operator.Find("aten::repeat_interleave", "self_int");
    internal static readonly Operator reshape = Operator.Find("aten::reshape");
    internal static readonly Operator roll = Operator.Find("aten::roll");
    internal static readonly Operator rot90 = Operator.Find("aten::rot90");
    internal static readonly Operator squeeze = Operator.Find("aten::squeeze");
    internal static readonly Operator squeeze_ = Operator.Find("aten::squeeze_");
    internal static readonly Operator squeeze__dim = Operator.Find("aten::squeeze_", "dim");
    internal static readonly Operator squeeze_dim = Operator.Find("aten::squeeze", "dim");
    internal static readonly Operator swapaxes = Operator.Find("aten::swapaxes");
    internal static readonly Operator swapdims = Operator.Find("aten::swapdims");
    internal static readonly Operator t = Operator.Find("aten::t");
    internal static readonly Operator tile = Operator.Find("aten::tile");
    internal static readonly Operator transpose_ = Operator.Find("aten::transpose_");
    internal static readonly Operator transpose_int = Operator.Find("aten::transpose", "int");
    internal static readonly Operator unflatten_int = Operator.Find("aten::unflatten", "int");
    internal static readonly Operator unfold = Operator.Find("aten::unfold");
    internal static readonly Operator unsqueeze = Operator.Find("aten::unsqueeze");
    internal static readonly Operator unsqueeze_ = Operator.Find("aten::unsqueeze_");
    internal static readonly Operator view = Operator.Find("aten::view");
    internal static readonly Operator view_as = Operator.Find("aten::view_as");
}
