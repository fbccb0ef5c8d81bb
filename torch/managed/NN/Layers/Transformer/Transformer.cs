using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Encoder and decoder, with a normalisation after each stack (Vaswani et al., 2017). Always Post-LN.</summary>
    public sealed class Transformer : nn.Module<Tensor, Tensor, Tensor>
    {
        [ComponentName(Name = "encoder")]
        private readonly TransformerEncoder _encoder;

        [ComponentName(Name = "decoder")]
        private readonly TransformerDecoder _decoder;

        internal Transformer(long d_model, long nhead, long num_encoder_layers, long num_decoder_layers, long dim_feedforward, double dropout,
            nn.Activations activation)
            : base(nameof(Transformer))
        {
            using var encoderLayer = nn.TransformerEncoderLayer(d_model, nhead, dim_feedforward, dropout, activation);
            register_module("encoder", _encoder = new TransformerEncoder(encoderLayer, num_encoder_layers, nn.LayerNorm(d_model)));
            using var decoderLayer = nn.TransformerDecoderLayer(d_model, nhead, dim_feedforward, dropout, activation);
            register_module("decoder", _decoder = new TransformerDecoder(decoderLayer, num_decoder_layers, nn.LayerNorm(d_model)));
            foreach (var parameter in parameters())
            {
                if (parameter.dim() > 1)
                    nn.init.xavier_uniform_(parameter);
            }
        }

        public Tensor call(Tensor src, Tensor tgt, Tensor src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null,
            Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => Run(src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask);

        /// <param name="src">(source length, batch, width).</param>
        /// <param name="tgt">(target length, batch, width).</param>
        public override Tensor forward(Tensor src, Tensor tgt) => Run(src, tgt, null, null, null, null, null, null);

        private Tensor Run(Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask, Tensor? memory_mask, Tensor? src_key_padding_mask,
            Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
        {
            using var memory = _encoder.call(src, src_mask!, src_key_padding_mask!);
            return _decoder.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6,
                long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU)
                => new(d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, activation);
        }
    }
}
