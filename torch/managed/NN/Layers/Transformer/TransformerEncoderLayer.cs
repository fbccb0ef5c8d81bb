using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Self-attention and a feed-forward part, each normalised after its residual sum (Post-LN: Vaswani et al., 2017).
    /// </summary>
    public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly (long Width, long Heads, long Inner, double Dropout, nn.Activations Activation) _options;

        [ComponentName(Name = "self_attn")]
        private readonly MultiheadAttention _self;

        [ComponentName(Name = "linear1")]
        private readonly Linear _linear1;

        [ComponentName(Name = "dropout")]
        private readonly Dropout _dropout;

        [ComponentName(Name = "linear2")]
        private readonly Linear _linear2;

        [ComponentName(Name = "norm1")]
        private readonly LayerNorm _norm1;

        [ComponentName(Name = "norm2")]
        private readonly LayerNorm _norm2;

        [ComponentName(Name = "dropout1")]
        private readonly Dropout _dropout1;

        [ComponentName(Name = "dropout2")]
        private readonly Dropout _dropout2;

        internal TransformerEncoderLayer(long d_model, long nhead, long dim_feedforward, double dropout, nn.Activations activation) : base(nameof(TransformerEncoderLayer))
        {
            _options = (d_model, nhead, dim_feedforward, dropout, activation);
            register_module("self_attn", _self = nn.MultiheadAttention(d_model, nhead, dropout));
            register_module("linear1", _linear1 = nn.Linear(d_model, dim_feedforward));
            register_module("dropout", _dropout = nn.Dropout(dropout));
            register_module("linear2", _linear2 = nn.Linear(dim_feedforward, d_model));
            register_module("norm1", _norm1 = nn.LayerNorm(d_model));
            register_module("norm2", _norm2 = nn.LayerNorm(d_model));
            register_module("dropout1", _dropout1 = nn.Dropout(dropout));
            register_module("dropout2", _dropout2 = nn.Dropout(dropout));
        }

        /// <summary>A layer of the same options and values, with parameters of its own.</summary>
        internal TransformerEncoderLayer Copy()
        {
            var copy = new TransformerEncoderLayer(_options.Width, _options.Heads, _options.Inner, _options.Dropout, _options.Activation);
            var (type, device) = (_linear1.weight.dtype, _linear1.weight.device);
            copy._to(device, type, false);
            copy.load_state_dict(state_dict());
            copy.train(training);
            return copy;
        }

        public Tensor call(Tensor src, Tensor? src_mask) => call(src, src_mask, null);

        /// <param name="src">(length, batch, width).</param>
        /// <param name="src_mask">Where not to attend, (length, length), or numbers that are added to the scores.</param>
        /// <param name="src_key_padding_mask">Where the source is padding, (batch, length).</param>
        public Tensor call(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
        {
            using var scope = NewDisposeScope();
            var attended = _self.call(src, src, src, src_key_padding_mask, need_weights: false, src_mask).Item1;
            var x = _norm1.call(src.add(_dropout1.call(attended)));
            var fed = _linear2.call(_dropout.call(Activate(_linear1.call(x))));
            return _norm2.call(x.add(_dropout2.call(fed))).MoveToOuterDisposeScope();
        }

        public override Tensor forward(Tensor src) => call(src, null, null);

        private Tensor Activate(Tensor tensor)
            => _options.Activation == nn.Activations.GELU ? nn.functional.gelu(tensor) : nn.functional.relu(tensor);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1,
                Activations activation = Activations.ReLU)
                => new(d_model, nhead, dim_feedforward, dropout, activation);
        }
    }
}
