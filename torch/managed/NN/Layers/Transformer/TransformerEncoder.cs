using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A stack of copies of one layer.</summary>
    public sealed class TransformerEncoder : nn.Module<Tensor, Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor>
    {
        [ComponentName(Name = "layers")]
        private readonly ModuleList<TransformerEncoderLayer> _layers;

        [ComponentName(Name = "norm")]
        private readonly LayerNorm? _norm;

        internal TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, LayerNorm? norm) : base(nameof(TransformerEncoder))
        {
            _layers = new ModuleList<TransformerEncoderLayer>();
            for (var i = 0L; i < num_layers; i++)
                _layers.Add(encoder_layer.Copy());
            register_module("layers", _layers);
            if (norm is not null)
                register_module("norm", _norm = norm);
        }

        public enum Activations
        {
            ReLU = 0,
            GELU = 1,
        }

        public Tensor call(Tensor src) => base.call(src, null!, null!);

        public Tensor call(Tensor src, Tensor? src_mask) => base.call(src, src_mask!, null!);

        public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
        {
            using var scope = NewDisposeScope();
            var x = src;
            foreach (var layer in _layers)
                x = layer.call(x, src_mask, src_key_padding_mask);
            return (_norm?.call(x) ?? x).MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers) => new(encoder_layer, num_layers, null);
        }
    }
}
