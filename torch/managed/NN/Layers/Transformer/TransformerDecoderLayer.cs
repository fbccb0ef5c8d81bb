using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Self-attention, attention to the encoder's output and a feed-forward part, each normalised after its residual sum (Post-LN: Vaswani et al., 2017).
    /// </summary>
    public sealed class TransformerDecoderLayer : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
    {
        private readonly (long Width, long Heads, long Inner, double Dropout, nn.Activations Activation) _options;

        [ComponentName(Name = "self_attn")]
        private readonly MultiheadAttention _self;

        [ComponentName(Name = "multihead_attn")]
        private readonly MultiheadAttention _cross;

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

        [ComponentName(Name = "norm3")]
        private readonly LayerNorm _norm3;

        [ComponentName(Name = "dropout1")]
        private readonly Dropout _dropout1;

        [ComponentName(Name = "dropout2")]
        private readonly Dropout _dropout2;

        [ComponentName(Name = "dropout3")]
        private readonly Dropout _dropout3;

        internal TransformerDecoderLayer(long d_model, long nhead, long dim_feedforward, double dropout, nn.Activations activation) : base(nameof(TransformerDecoderLayer))
        {
            _options = (d_model, nhead, dim_feedforward, dropout, activation);
            register_module("self_attn", _self = nn.MultiheadAttention(d_model, nhead, dropout));
            register_module("multihead_attn", _cross = nn.MultiheadAttention(d_model, nhead, dropout));
            register_module("linear1", _linear1 = nn.Linear(d_model, dim_feedforward));
            register_module("dropout", _dropout = nn.Dropout(dropout));
            register_module("linear2", _linear2 = nn.Linear(dim_feedforward, d_model));
            register_module("norm1", _norm1 = nn.LayerNorm(d_model));
            register_module("norm2", _norm2 = nn.LayerNorm(d_model));
            register_module("norm3", _norm3 = nn.LayerNorm(d_model));
            register_module("dropout1", _dropout1 = nn.Dropout(dropout));
            register_module("dropout2", _dropout2 = nn.Dropout(dropout));
            register_module("dropout3", _dropout3 = nn.Dropout(dropout));
        }

        /// <summary>A layer of the same options and values, with parameters of its own.</summary>
        internal TransformerDecoderLayer Copy()
        {
            var copy = new TransformerDecoderLayer(_options.Width, _options.Heads, _options.Inner, _options.Dropout, _options.Activation);
            var (type, device) = (_linear1.weight.dtype, _linear1.weight.device);
            copy._to(device, type, false);
            copy.load_state_dict(state_dict());
            copy.train(training);
            return copy;
        }

        public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null!, null!, null!, null!);

        public new Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
            Tensor? memory_key_padding_mask = null)
            => base.call(tgt, memory, tgt_mask!, memory_mask!, tgt_key_padding_mask!, memory_key_padding_mask!);

        public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask,
            Tensor? memory_key_padding_mask)
        {
            using var scope = NewDisposeScope();
            var attended = _self.call(tgt, tgt, tgt, tgt_key_padding_mask, need_weights: false, tgt_mask).Item1;
            var x = _norm1.call(tgt.add(_dropout1.call(attended)));
            var looked = _cross.call(x, memory, memory, memory_key_padding_mask, need_weights: false, memory_mask).Item1;
            x = _norm2.call(x.add(_dropout2.call(looked)));
            var fed = _linear2.call(_dropout.call(Activate(_linear1.call(x))));
            return _norm3.call(x.add(_dropout3.call(fed))).MoveToOuterDisposeScope();
        }

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
            public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1,
                Activations activation = Activations.ReLU)
                => new(d_model, nhead, dim_feedforward, dropout, activation);
        }
    }
}
