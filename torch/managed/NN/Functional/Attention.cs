using System.Collections.Concurrent;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(q k^T / sqrt(E) + mask) v (Vaswani et al., 2017), for q [..., L, E], k [..., S, E], v [..., S, Ev].
            /// A boolean mask says where to attend; any other mask is added to the scores.
            /// </summary>
            /// <remarks>Dropout is applied whenever p is above zero: pass zero in evaluation mode.</remarks>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Explicit attn_mask should not be set when is_casual is true: pass one of the two.", nameof(attn_mask));

                return Aten.scaled_dot_product_attention.Exists
                    ? Aten.scaled_dot_product_attention.Call(query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            /// <summary>
            /// For a libtorch without the fused operator (before 2.0): mask, scale and product in one operator, so nothing of the size of the
            /// scores is made but the scores and their softmax.
            /// </summary>
            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                var (queries, keys, values) = (query.shape, key.shape, value.shape);
                var (length, width) = (queries[^2], queries[^1]);
                var source = keys[^2];
                var batch = queries[..^2];
                var scores = new[] { length, source };

                Tensor Flat(Tensor tensor, long[] shape)
                {
                    if (!batch.AsSpan().SequenceEqual(shape.AsSpan()[..^2]))
                        tensor = Aten.expand.Call(tensor, (long[])[.. batch, shape[^2], shape[^1]]);
                    return shape.Length == 3 && batch.Length == 1 ? tensor : Aten.reshape.Call(tensor, new[] { -1, shape[^2], shape[^1] });
                }

                var bias = causal ? CausalMasks.Get(length, source, query.dtype, query.device)
                    : mask is null ? null
                    : Additive(mask, query.dtype);
                if (bias is not null && bias.dim() > 2)
                    bias = Flat(Aten.expand.Call(bias, (long[])[.. batch, .. scores]), [.. batch, .. scores]);

                using var transposed = Aten.transpose_int.Call(Flat(key, keys), 1L, 2L);
                // Not baddbmm with beta 0 for want of a mask: libtorch 1.13 multiplies uninitialised memory by it, and 0 * NaN is NaN.
                var scale = 1 / Math.Sqrt(width);
                var product = bias is null
                    ? Aten.bmm.Call(Aten.mul_Scalar.Call(Flat(query, queries), scale), transposed)
                    : Aten.baddbmm.Call(bias, Flat(query, queries), transposed, 1.0, scale);
                var weights = Aten.softmax_int.Call(product, -1L);
                product.Dispose();
                if (p > 0)
                    weights = Aten.dropout.Call(weights, p, true);

                var result = Aten.bmm.Call(weights, Flat(value, values));
                if (queries.Length != 3)
                    result = Aten.reshape.Call(result, (long[])[.. batch, length, values[^1]]);
                return result.MoveToOuterDisposeScope();
            }

            private static Tensor Additive(Tensor mask, ScalarType dtype)
                => mask.dtype == ScalarType.Bool
                    ? zeros_like(mask, dtype: dtype).masked_fill_(mask.logical_not(), double.NegativeInfinity)
                    : mask;
        }
    }
}

/// <summary>
/// Minus infinity above the diagonal. A smaller mask is a corner of a larger one, so the largest per type and device is kept.
/// </summary>
file static class CausalMasks
{
    private static readonly ConcurrentDictionary<(torch.ScalarType, DeviceType, int), torch.Tensor> largest = new();

    internal static torch.Tensor Get(long rows, long columns, torch.ScalarType dtype, torch.Device device)
    {
        var key = (dtype, device.type, device.index);
        var size = Math.Max(rows, columns);
        if (!largest.TryGetValue(key, out var mask) || mask.shape[0] < size)
            largest[key] = mask = Make(size, dtype, device);

        return rows == columns && mask.shape[0] == size
            ? mask
            : Aten.as_strided.Call(mask, new[] { rows, columns }, new[] { mask.shape[0], 1 });
    }

    private static torch.Tensor Make(long size, torch.ScalarType dtype, torch.Device device)
    {
        using var noGradient = torch.no_grad();
        using var full = torch.full(new[] { size, size }, double.NegativeInfinity, dtype: dtype, device: device);
        return full.triu(1).DetachFromDisposeScope();
    }
}

internal static partial class Aten
{
    internal static readonly Operator scaled_dot_product_attention = Operator.Find("aten::scaled_dot_product_attention");
}
