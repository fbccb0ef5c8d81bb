using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Attention in several heads side by side (Vaswani et al., 2017), for (length, batch, width). Parameters are named and shaped as PyTorch's.
    /// </summary>
    public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
    {
        private readonly long _width;
        private readonly long _heads;
        private readonly double _dropout;
        private readonly bool _addZeros;

        [ComponentName(Name = "in_proj_weight")]
        private readonly Parameter? _joint;
        private readonly Parameter[] _separate = [];

        [ComponentName(Name = "in_proj_bias")]
        private readonly Parameter? _jointBias;

        [ComponentName(Name = "bias_k")]
        private readonly Parameter? _keyBias;

        [ComponentName(Name = "bias_v")]
        private readonly Parameter? _valueBias;

        [ComponentName(Name = "out_proj")]
        private readonly Linear _output;

        internal MultiheadAttention(long embedded_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long? kdim, long? vdim)
            : base(nameof(MultiheadAttention))
        {
            if (num_heads <= 0 || embedded_dim % num_heads != 0)
                throw new ArgumentException($"embed_dim must be divisible by num_heads: {embedded_dim} is not a multiple of {num_heads}.", nameof(num_heads));

            (_width, _heads, _dropout, _addZeros) = (embedded_dim, num_heads, dropout, add_zero_attn);
            var keyWidth = kdim ?? embedded_dim;
            var valueWidth = vdim ?? embedded_dim;
            if (keyWidth == embedded_dim && valueWidth == embedded_dim)
            {
                register_parameter("in_proj_weight", _joint = Xavier(3 * embedded_dim, embedded_dim));
            }
            else
            {
                _separate = [Xavier(embedded_dim, embedded_dim), Xavier(embedded_dim, keyWidth), Xavier(embedded_dim, valueWidth)];
                register_parameter("q_proj_weight", _separate[0]);
                register_parameter("k_proj_weight", _separate[1]);
                register_parameter("v_proj_weight", _separate[2]);
            }

            if (bias)
                register_parameter("in_proj_bias", _jointBias = new Parameter(zeros(new[] { 3 * embedded_dim })));
            if (add_bias_kv)
            {
                register_parameter("bias_k", _keyBias = Normal(embedded_dim));
                register_parameter("bias_v", _valueBias = Normal(embedded_dim));
            }

            _output = nn.Linear(embedded_dim, embedded_dim, bias);
            if (_output.bias is { } outputBias)
                nn.init.zeros_(outputBias);
            register_module("out_proj", _output);
        }

        public new Tuple<Tensor, Tensor> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null)
            => base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        /// <param name="query">(L, N, width).</param>
        /// <param name="key">(S, N, kdim).</param>
        /// <param name="value">(S, N, vdim).</param>
        /// <param name="key_padding_mask">(N, S): true where a key is padding, or numbers that are added to the scores.</param>
        /// <param name="need_weights">Whether to return the weights, averaged over the heads: (N, L, S); null otherwise.</param>
        /// <param name="attn_mask">(L, S) or (N * heads, L, S): true where not to attend, or numbers that are added to the scores.</param>
        public override Tuple<Tensor, Tensor> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
        {
            using var scope = NewDisposeScope();
            var (length, batch) = (query.shape[0], query.shape[1]);
            var (projectedQuery, projectedKey, projectedValue) = Projected(query, key, value);
            if (_keyBias is not null)
            {
                projectedKey = cat(new[] { projectedKey, _keyBias.expand(1, batch, _width) });
                projectedValue = cat(new[] { projectedValue, _valueBias!.expand(1, batch, _width) });
                (attn_mask, key_padding_mask) = (Widened(attn_mask), Widened(key_padding_mask));
            }

            var q = Split(projectedQuery, batch);
            var k = Split(projectedKey, batch);
            var v = Split(projectedValue, batch);
            if (_addZeros)
            {
                k = cat(new[] { k, zeros(new[] { k.shape[0], 1, k.shape[2] }, dtype: k.dtype, device: k.device) }, 1);
                v = cat(new[] { v, zeros(new[] { v.shape[0], 1, v.shape[2] }, dtype: v.dtype, device: v.device) }, 1);
                (attn_mask, key_padding_mask) = (Widened(attn_mask), Widened(key_padding_mask));
            }

            var source = k.shape[1];
            var scores = q.mul(1 / Math.Sqrt(_width / _heads)).bmm(k.transpose(1, 2));
            if (attn_mask is not null)
                scores = Masked(scores, attn_mask);
            if (key_padding_mask is not null)
            {
                var padding = key_padding_mask.reshape(batch, 1, 1, source);
                scores = Masked(scores.reshape(batch, _heads, length, source), padding).reshape(batch * _heads, length, source);
            }

            var weights = scores.softmax(-1);
            if (training && _dropout > 0)
                weights = nn.functional.dropout(weights, _dropout);
            var joined = weights.bmm(v).transpose(0, 1).reshape(length, batch, _width);
            var result = _output.call(joined).MoveToOuterDisposeScope();
            var mean = need_weights ? weights.reshape(batch, _heads, length, source).mean(new[] { 1L }).MoveToOuterDisposeScope() : null;
            return Tuple.Create(result, mean!);
        }

        private (Tensor Query, Tensor Key, Tensor Value) Projected(Tensor query, Tensor key, Tensor value)
        {
            if (_joint is not null && ReferenceEquals(query, key) && ReferenceEquals(key, value))
            {
                var parts = nn.functional.linear(query, _joint, _jointBias).chunk(3, -1);
                return (parts[0], parts[1], parts[2]);
            }

            var weights = _joint?.chunk(3, 0) ?? _separate;
            var biases = _jointBias?.chunk(3, 0);
            return (nn.functional.linear(query, weights[0], biases?[0]),
                nn.functional.linear(key, weights[1], biases?[1]),
                nn.functional.linear(value, weights[2], biases?[2]));
        }

        /// <summary>(length, N, width) to (N * heads, length, width of a head).</summary>
        private Tensor Split(Tensor tensor, long batch) => tensor.reshape(tensor.shape[0], batch * _heads, _width / _heads).transpose(0, 1);

        private static Tensor Masked(Tensor scores, Tensor mask)
            => mask.dtype == ScalarType.Bool ? scores.masked_fill(mask, double.NegativeInfinity) : scores.add(mask);

        /// <summary>One more key, to which everything may attend.</summary>
        private static Tensor? Widened(Tensor? mask) => mask is null ? null : nn.functional.pad(mask, (0, 1));

        private static Parameter Xavier(long outputs, long inputs)
        {
            var parameter = new Parameter(empty(new[] { outputs, inputs }));
            nn.init.xavier_uniform_(parameter);
            return parameter;
        }

        private static Parameter Normal(long width)
        {
            var parameter = new Parameter(empty(new[] { 1, 1, width }));
            nn.init.xavier_normal_(parameter);
            return parameter;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0.0, bool bias = true,
                bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null)
                => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim);
        }
    }
}
