using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A table of vectors, looked up by number. It starts from N(0, 1); the padding row is zero and gets no gradient.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? _padding;
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleByFrequency;
        private readonly bool _sparse;

        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
            : base(nameof(Embedding))
        {
            var rows = weight.shape[0];
            if (padding_idx is { } padding && (padding >= rows || padding < -rows))
                throw new ArgumentOutOfRangeException(nameof(padding_idx), padding, $"The padding row must be one of the {rows} rows.");

            _padding = padding_idx < 0 ? padding_idx + rows : padding_idx;
            (_maxNorm, _normType, _scaleByFrequency, _sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
            this.weight = weight;
        }

        public Parameter? weight
        {
            get => _weight;
            set
            {
                _weight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public override Tensor forward(Tensor input)
        {
            if (_maxNorm is { } maximum)
            {
                using var noGradient = no_grad();
                Aten.embedding_renorm_.CallVoid(_weight, input, maximum, _normType);
            }

            return Aten.embedding.Call(_weight, input, _padding ?? -1, _scaleByFrequency, _sparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var weight = new Parameter(empty(new[] { num_embeddings, embedding_dims }, dtype: dtype, device: device));
                init.normal_(weight);
                var result = new Embedding(weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
                if (padding_idx is { } padding)
                {
                    using var noGradient = no_grad();
                    using var row = weight.select(0, padding);
                    init.zeros_(row);
                }

                return result;
            }

            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                using var values = embeddings.detach();
                var copy = values.to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
                return new Embedding(new Parameter(copy, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator embedding = Operator.Find("aten::embedding");
        internal static readonly Operator embedding_renorm_ = Operator.Find("aten::embedding_renorm_");
    }
}
