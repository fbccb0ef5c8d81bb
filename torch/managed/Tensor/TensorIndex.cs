namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in an index expression: a number, a slice, a new dimension, all the rest, a truth value, or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            Slice,
            Single,
            None,
            Ellipsis,
            Bool,
            Tensor,
        }

        /// <summary>The number, or where the slice starts.</summary>
        internal long? Start { get; private init; }

        internal long? Stop { get; private init; }

        internal long? Step { get; private init; }

        internal Kind Is { get; private init; }

        internal Tensor? Indices { get; private init; }

        /// <summary>All dimensions that no other place of the expression takes.</summary>
        public static TensorIndex Ellipsis = new() { Is = Kind.Ellipsis };

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None = new() { Is = Kind.None };

        /// <summary>As <see cref="None"/>.</summary>
        public static TensorIndex Null = new() { Is = Kind.None };

        /// <summary>The whole of one dimension.</summary>
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            step is <= 0
                ? throw new ArgumentException($"A slice's step must be positive, not {step}: use flip for the other direction.", nameof(step))
                : new() { Is = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value, !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        public static TensorIndex Bool(bool value) => new() { Is = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? None : new() { Is = Kind.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Is = Kind.Tensor, Indices = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }
}
