using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape as a value; numbers, tuples and arrays convert to it.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] _shape;

        public Size(long size) => _shape = [size];

        public Size(int size) => _shape = [size];

        public Size((long, long) size) => _shape = [size.Item1, size.Item2];

        public Size((int, int) size) => _shape = [size.Item1, size.Item2];

        public Size((long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3];

        public Size((int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((int, int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((long, long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size((int, int, int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size(long[] shape) => _shape = (long[])shape.Clone();

        public Size(int[] shape) => _shape = Array.ConvertAll(shape, size => (long)size);

        public Size(IEnumerable<long> shape) => _shape = shape.ToArray();

        public static Size Empty = new(Array.Empty<long>());

        public long[] Shape => _shape ?? [];

        public int Length => Shape.Length;

        public bool IsEmpty => Length == 0;

        public bool IsScalar => Length == 0;

        public long this[int idx] => Shape[idx < 0 ? idx + Length : idx];

        public long this[long idx] => this[(int)idx];

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static implicit operator Size((long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);

        public static bool operator !=(Size left, Size right) => !(left == right);

        public static Size operator +(Size left, Size right) => new((long[])[.. left.Shape, .. right.Shape]);

        public static Size operator +(Size left, IEnumerable<long> right) => new((long[])[.. left.Shape, .. right]);

        /// <summary>The sizes from <paramref name="first"/> up to, not including, <paramref name="next"/>.</summary>
        public Size Slice(int first, int next) => new(Shape[first..next]);

        public IEnumerable<long> Take(int i) => Shape.Take(i);

        /// <summary>The product of the sizes.</summary>
        public long numel() => Shape.TotalSize();

        public IEnumerator<long> GetEnumerator() => Shape.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) => obj is Size size && this == size;

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var size in Shape)
                hash.Add(size);
            return hash.ToHashCode();
        }
    }

    /// <summary>The shape that all the shapes broadcast to.</summary>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var rank = shapes.Max(shape => shape.Length);
        var result = Enumerable.Repeat(1L, rank).ToArray();
        foreach (var shape in shapes)
        {
            for (var n = 1; n <= shape.Length; n++)
            {
                ref var size = ref result[^n];
                if (shape[^n] != size && shape[^n] != 1)
                    size = size == 1 ? shape[^n] : throw new ArgumentException($"The shapes do not broadcast: sizes {size} and {shape[^n]} meet in dimension {rank - n}.", nameof(shapes));
            }
        }

        return result;
    }
}
