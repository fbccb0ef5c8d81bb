using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // t[1, .., mask]: numbers, slices and new dimensions give views, tensors pick elements, as in PyTorch.
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Selected(indices);
            set => Assign(indices, value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Aten.select_int.Call(this, 0L, i1);
            set => Assign([i1], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Selected([i1, i2]);
            set => Assign([i1, i2], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected([i1, i2, i3]);
            set => Assign([i1, i2, i3], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected([i1, i2, i3, i4]);
            set => Assign([i1, i2, i3, i4], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected([i1, i2, i3, i4, i5]);
            set => Assign([i1, i2, i3, i4, i5], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected([i1, i2, i3, i4, i5, i6]);
            set => Assign([i1, i2, i3, i4, i5, i6], value);
        }

        public Tensor index(params Tensor[] indices) => Aten.index_Tensor.Call(this, indices);

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, picks) = Viewed(indices);
            if (picks is null)
                return view;
            using (view)
                return Aten.index_Tensor.Call(view, picks);
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace(Aten.index_put_, this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var filler = full_like_scalar(value);
            return index_put_(filler, indices);
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, picks) = Viewed(indices);
            using (view)
            {
                if (picks is not null)
                    Aten.index_put_.CallVoid(view, picks, value, accumulate);
                else if (accumulate)
                    view.add_(value);
                else
                    view.CopyBroadcast(value);
            }

            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filler = full_like_scalar(value);
            return index_put_(filler, indices);
        }

        /// <summary>A slice of one dimension; <paramref name="finish"/> is not part of it.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            step < 1
                ? throw new ArgumentException($"A slice's step must be positive, not {step}: use flip for the other direction.", nameof(step))
                : Aten.slice_Tensor.Call(this, dim, start, finish, step);

        private Tensor full_like_scalar(Scalar value) => Aten.scalar_tensor.Call(value, dtype, Argument.None, device);

        private Tensor Selected(ReadOnlySpan<long> indices)
        {
            var view = this;
            foreach (var i in indices)
            {
                var next = Aten.select_int.Call(view, 0L, i);
                if (!ReferenceEquals(view, this))
                    view.Dispose();
                view = next;
            }

            return ReferenceEquals(view, this) ? Alias() : view;
        }

        private void Assign(ReadOnlySpan<long> indices, Tensor value)
        {
            using var target = Selected(indices);
            target.CopyBroadcast(value);
        }

        /// <summary>Copies a value whose leading dimensions of size one do not count, as in PyTorch's assignments.</summary>
        private void CopyBroadcast(Tensor value)
        {
            var sizes = value.shape;
            var extra = 0;
            while (sizes.Length - extra > ndim && sizes[extra] == 1)
                extra++;
            if (extra == 0)
            {
                copy_(value);
                return;
            }

            using var trimmed = value.reshape(sizes[extra..]);
            copy_(trimmed);
        }

        /// <summary>
        /// Applies what gives views and collects the tensors, which pick elements: one place per dimension of the view, null where the dimension stays.
        /// The view is always a new managed tensor.
        /// </summary>
        private (Tensor View, Tensor?[]? Picks) Viewed(TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var taken = 0L;
            foreach (var place in indices)
            {
                taken += place.Is switch
                {
                    TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                    TensorIndex.Kind.Tensor => place.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? place.Indices.ndim : 1,
                    _ => 0,
                };
            }

            if (taken > ndim)
                throw new IndexOutOfRangeException($"Too many indices ({taken}) for a tensor of {ndim} dimensions.");

            var view = this;
            var dimension = 0L;
            List<Tensor?>? picks = null;
            foreach (var place in indices)
            {
                switch (place.Is)
                {
                    case TensorIndex.Kind.Single:
                        view = Next(view, Aten.select_int.Call(view, dimension, place.Start!.Value));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (place.Start is not null || place.Stop is not null || place.Step is not null)
                            view = Next(view, Aten.slice_Tensor.Call(view, dimension, place.Start, place.Stop, place.Step ?? 1));
                        dimension++;
                        break;
                    case TensorIndex.Kind.None:
                        view = Next(view, Aten.unsqueeze.Call(view, dimension));
                        dimension++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += ndim - taken;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = Next(view, Aten.unsqueeze.Call(view, dimension));
                        Pick(tensor(new[] { place.Start != 0 }, device: device));
                        break;
                    default:
                        PickAll(place.Indices!);
                        break;
                }
            }

            return (ReferenceEquals(view, this) ? Alias() : view, picks?.ToArray());

            void PickAll(Tensor pick)
            {
                var mask = pick.dtype is ScalarType.Bool or ScalarType.Byte;
                if (mask && pick.ndim == 0)
                    view = Next(view, Aten.unsqueeze.Call(view, dimension));
                if (mask && pick.ndim != 1)
                {
                    // A mask of several dimensions is as many index tensors.
                    foreach (var indexOfDimension in Aten.nonzero_numpy.CallList(pick))
                        Pick(indexOfDimension);
                }
                else
                {
                    Pick(pick);
                }
            }

            void Pick(Tensor pick)
            {
                picks ??= [];
                while (picks.Count < dimension)
                    picks.Add(null);
                picks.Add(pick);
                dimension++;
            }

            Tensor Next(Tensor previous, Tensor next)
            {
                if (!ReferenceEquals(previous, this))
                    previous.Dispose();
                return next;
            }
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator index_Tensor = Operator.Find("aten::index", "Tensor");
    internal static readonly Operator index_put_ = Operator.Find("aten::index_put_");
    internal static readonly Operator nonzero_numpy = Operator.Find("aten::nonzero_numpy");
    internal static readonly Operator scalar_tensor = Operator.Find("aten::scalar_tensor");
    internal static readonly Operator slice_Tensor = Operator.Find("aten::slice", "Tensor");
}
