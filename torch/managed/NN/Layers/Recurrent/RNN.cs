using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The plain recurrence of Elman (1990). Inputs are (length, batch, inputs), or (batch, length, inputs) when batch comes first.</summary>
    public sealed class RNN : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;
        private readonly bool _batchFirst;
        private readonly double _dropout;
        private readonly nn.NonLinearities _nonLinearity;
        internal RNN(RecurrentWeights weights, nn.NonLinearities nonLinearity, bool batchFirst, double dropout) : base(nameof(RNN))
        {
            (_weights, _batchFirst, _dropout) = (weights, batchFirst, dropout);
            _nonLinearity = nonLinearity;
            foreach (var (name, parameter) in weights.Named)
                register_parameter(name, parameter);
        }

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        /// <param name="input">The sequence; it may lack the batch dimension.</param>
        /// <param name="h0">Initial hidden state, (layers * directions, batch, hidden); zeros by default.</param>
        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
        {
            using var scope = NewDisposeScope();
            var state = h0 ?? _weights.InitialState(input, _batchFirst);
            var unbatched = input.dim() == 2;
            var (output, hidden) = (_nonLinearity == nn.NonLinearities.ReLU ? Aten.rnn_relu_input : Aten.rnn_tanh_input).Call2(
                unbatched ? input.unsqueeze(_batchFirst ? 0 : 1) : input, unbatched ? state.unsqueeze(1) : state, _weights.Flat, _weights.HasBias,
                _weights.Layers, _dropout, training, _weights.Directions == 2, _batchFirst);
            if (unbatched)
                (output, hidden) = (output.squeeze(_batchFirst ? 0 : 1), hidden.squeeze(1));
            return scope.MoveToOuter(output, hidden);
        }

        /// <summary>By the number of the layer and direction.</summary>
        public Parameter? get_weight_ih(long idx) => _weights.Find("weight_ih", idx);

        public Parameter? get_weight_hh(long idx) => _weights.Find("weight_hh", idx);

        public Parameter? get_bias_ih(long idx) => _weights.Find("bias_ih", idx);

        public Parameter? get_bias_hh(long idx) => _weights.Find("bias_hh", idx);

        /// <summary>The parameters need no flattening here: libtorch's operators take them as they are.</summary>
        public void flatten_parameters() { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new RecurrentWeights(1, inputSize, hiddenSize, numLayers, bias, bidirectional, device, dtype), nonLinearity, batchFirst, dropout);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator rnn_relu_input = Operator.Find("aten::rnn_relu", "input");
        internal static readonly Operator rnn_tanh_input = Operator.Find("aten::rnn_tanh", "input");
    }
}
