using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>softmax(q kᵀ / √d + mask) v, through the fused kernel unless a soft cap stands between score and softmax.</summary>
internal sealed class AttentionCore
{
    private readonly double _softCap;

    public AttentionCore(bool causal, double dropout, double logitSoftCap)
    {
        if (!(logitSoftCap >= 0) || !double.IsFinite(logitSoftCap))
            throw new ArgumentOutOfRangeException(nameof(logitSoftCap), logitSoftCap, "A soft cap is a positive number, or 0 for none.");
        Causal = causal;
        Dropout = dropout;
        _softCap = logitSoftCap;
    }

    public bool Causal { get; }

    /// <summary>The share of the attention weights that training drops.</summary>
    public double Dropout { get; }

    /// <summary>q [batch, heads, time, size], k and v [batch, heads, memory, size] to [batch, heads, time, size].</summary>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, bool training)
    {
        var dropout = training ? Dropout : 0;
        if (mask is not null && mask.dtype != ScalarType.Bool)
            mask = Precision.Cast.Like(mask, query);
        LargestScoreSeen?.Invoke(LargestScore(query, key, mask));
        if (_softCap.Equals(0.0))
        {
            // The kernel takes its own causal mask or a given one, not both.
            return Causal && mask is not null
                ? F.scaled_dot_product_attention(query, key, value, WithCausal(mask, query, key), dropout)
                : F.scaled_dot_product_attention(query, key, value, mask, dropout, Causal);
        }

        var scores = matmul(query * (1 / Math.Sqrt(query.shape[^1])), key.transpose(-2, -1));
        scores = SoftCap.Apply(scores, _softCap);
        if (Causal)
            mask = mask is null ? CausalMask(query, key) : WithCausal(mask, query, key);
        if (mask is not null)
            scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        var weights = scores.dtype.IsHalf() ? scores.softmax(-1, ScalarType.Float32).to_type(scores.dtype) : scores.softmax(-1);
        if (dropout > 0)
            weights = F.dropout(weights, dropout, true);
        return matmul(weights, value);
    }

    /// <summary>Told the largest attention logit of every call while it is set: a 0-dim FP32 tensor. It costs the scores once more.</summary>
    public Action<Tensor>? LargestScoreSeen { get; set; }

    // What a mask hides does not count; numbers that a mask adds do.
    private Tensor LargestScore(Tensor query, Tensor key, Tensor? mask)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var scores = matmul(query.to(ScalarType.Float32) * (1 / Math.Sqrt(query.shape[^1])), key.to(ScalarType.Float32).transpose(-2, -1));
        if (_softCap > 0)
            scores = SoftCap.Apply(scores, _softCap);
        if (Causal)
            scores = scores.masked_fill(CausalMask(query, key).logical_not(), double.NegativeInfinity);
        if (mask is not null)
            scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        return scores.max().MoveToOuterDisposeScope();
    }

    private static Tensor WithCausal(Tensor mask, Tensor query, Tensor key)
    {
        var causal = CausalMask(query, key);
        return mask.dtype == ScalarType.Bool ? mask.logical_and(causal) : mask.masked_fill(causal.logical_not(), double.NegativeInfinity);
    }

    private static Tensor CausalMask(Tensor query, Tensor key) =>
        ones([query.shape[^2], key.shape[^2]], ScalarType.Bool, query.device).tril();
}
