using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    /// <summary>What becomes of the vectors of a bag.</summary>
    public enum EmbeddingBagMode
    {
        Sum = 0,
        Mean = 1,
        Max = 2,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Looks vectors up and sums, averages or maximises them per bag.</summary>
    public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleByFrequency;
        private readonly EmbeddingBagMode _mode;
        private readonly bool _sparse;
        private readonly bool _includeLastOffset;
        private readonly long? _padding;

        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        internal EmbeddingBag(Parameter weight, double? max_norm, double norm_type, bool scale_grad_by_freq, EmbeddingBagMode mode, bool sparse,
            bool include_last_offset, long padding_index)
            : base(nameof(EmbeddingBag))
        {
            (_maxNorm, _normType, _scaleByFrequency, _mode) = (max_norm, norm_type, scale_grad_by_freq, mode);
            (_sparse, _includeLastOffset, _padding) = (sparse, include_last_offset, padding_index < 0 ? null : padding_index);
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

        public Tensor call(Tensor input) => base.call(input, null, null);

        public Tensor call(Tensor input, Tensor offsets) => base.call(input, offsets, null);

        public new Tensor call(Tensor input, Tensor? offsets, Tensor? perSampleWeights) => base.call(input, offsets, perSampleWeights);

        /// <param name="input">Row numbers: (bags, length), or all bags in one dimension.</param>
        /// <param name="offsets">Where each bag begins, for one dimension only.</param>
        /// <param name="perSampleWeights">A factor for each row number; for sums only.</param>
        public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
        {
            using var scope = NewDisposeScope();
            var shape = input.shape;
            if (shape.Length == 2)
            {
                if (offsets is not null)
                    throw new ArgumentException("'offsets' must be null for a 2-D input.", nameof(offsets));
                offsets = arange(0L, shape[0] * shape[1], shape[1], dtype: input.dtype, device: input.device);
                input = input.reshape(-1);
                perSampleWeights = perSampleWeights?.reshape(-1);
            }
            else if (offsets is null)
            {
                throw new ArgumentException("'offsets' must be non-null for a 1-D input.", nameof(offsets));
            }

            if (_maxNorm is { } maximum)
            {
                using var noGradient = no_grad();
                Aten.embedding_renorm_.CallVoid(_weight, input, maximum, _normType);
            }

            var (result, _, _, _) = Aten.embedding_bag_padding_idx.Call4(
                _weight, input, offsets, _scaleByFrequency, (long)_mode, _sparse, perSampleWeights, _includeLastOffset, _padding);
            return result.MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static EmbeddingBag EmbeddingBag(long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false,
                long padding_index = -1, Device? device = null, ScalarType? dtype = null)
            {
                var weight = new Parameter(empty(new[] { num_embeddings, embedding_dims }, dtype: dtype, device: device));
                init.normal_(weight);
                if (padding_index >= 0)
                {
                    using var noGradient = no_grad();
                    using var row = weight.select(0, padding_index);
                    init.zeros_(row);
                }

                return new EmbeddingBag(weight, max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset, padding_index);
            }

            public static EmbeddingBag EmbeddingBag_from_pretrained(Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false,
                long padding_index = -1, Device? device = null, ScalarType? dtype = null)
            {
                using var values = embeddings.detach();
                var copy = values.to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
                return new EmbeddingBag(new Parameter(copy, !freeze), max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset, padding_index);
            }
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator embedding_bag_padding_idx = Operator.Find("aten::embedding_bag", "padding_idx");
    }
}
