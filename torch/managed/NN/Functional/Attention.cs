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

                if (AttentionOperators.Fused)
                    return Aten.scaled_dot_product_attention.Call(query, key, value, attn_mask, p, is_casual);

                using var scope = NewDisposeScope();
                var bias = is_casual ? CausalMasks.Get(query.shape[^2], key.shape[^2], query.dtype, query.device)
                    : attn_mask is null ? null
                    : Additive(attn_mask, query.dtype);
                var result = AttentionOperators.OwnTakes(query, key, value, bias)
                    ? Aten.attention.Call(query, key, value, bias, p, 1 / Math.Sqrt(query.shape[^1]))
                    : ComposedAttention(query, key, value, bias, p);
                return result.MoveToOuterDisposeScope();
            }

            /// <summary>
            /// For a libtorch without the fused operator (before 2.0), where the own one does not apply: mask, scale and product in one operator, so
            /// nothing of the size of the scores is made but the scores and their softmax.
            /// </summary>
            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? bias, double p)
            {
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
                return queries.Length == 3 ? result : Aten.reshape.Call(result, (long[])[.. batch, length, values[^1]]);
            }

            private static Tensor Additive(Tensor mask, ScalarType dtype)
                => mask.dtype == ScalarType.Bool
                    ? zeros_like(mask, dtype: dtype).masked_fill_(mask.logical_not(), double.NegativeInfinity)
                    : mask;
        }
    }
}

/// <summary>Which operators there are for attention.</summary>
file static class AttentionOperators
{
    private static readonly bool own = Aten.attention.Exists;

    /// <summary>libtorch's own, from 2.0 on.</summary>
    internal static readonly bool Fused = Aten.scaled_dot_product_attention.Exists;

    /// <summary>Whether torch/native's takes these: numbers that BLAS multiplies, in memory that it sees, and a mask that nobody trains.</summary>
    internal static bool OwnTakes(torch.Tensor query, torch.Tensor key, torch.Tensor value, torch.Tensor? bias) =>
        own
        && query.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64
        && query.dim() == 4
        && Suits(key, query)
        && Suits(value, query)
        && (bias is null || (bias.dtype == query.dtype && bias.device_type == DeviceType.CPU && !bias.requires_grad));

    private static bool Suits(torch.Tensor other, torch.Tensor query) =>
        other.dim() == 4 && other.dtype == query.dtype && other.device_type == DeviceType.CPU && query.device_type == DeviceType.CPU
        && other.size(0) == query.size(0) && other.size(1) == query.size(1);
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
    internal static readonly Operator attention = Operator.Find("torch_bridge::attention");
    internal static readonly Operator scaled_dot_product_attention = Operator.Find("aten::scaled_dot_product_attention");
}
