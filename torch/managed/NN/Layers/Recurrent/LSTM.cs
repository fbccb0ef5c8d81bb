using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997). Inputs are (length, batch, inputs), or (batch, length, inputs) when batch comes first.</summary>
    public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;
        private readonly bool _batchFirst;
        private readonly double _dropout;

        internal LSTM(RecurrentWeights weights, bool batchFirst, double dropout) : base(nameof(LSTM))
        {
            (_weights, _batchFirst, _dropout) = (weights, batchFirst, dropout);

            foreach (var (name, parameter) in weights.Named)
                register_parameter(name, parameter);
        }

        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        /// <param name="input">The sequence; it may lack the batch dimension.</param>
        /// <param name="h0_c0">Initial hidden and cell state, (layers * directions, batch, hidden) each; zeros by default.</param>
        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            using var scope = NewDisposeScope();
            var state = h0_c0 ?? (_weights.InitialState(input, _batchFirst), _weights.InitialState(input, _batchFirst));
            var unbatched = input.dim() == 2;
            Tensor[] initial = unbatched ? [state.Item1.unsqueeze(1), state.Item2.unsqueeze(1)] : [state.Item1, state.Item2];
            var (output, hidden, cell) = Aten.lstm_input.Call3(
                unbatched ? input.unsqueeze(_batchFirst ? 0 : 1) : input, initial, _weights.Flat, _weights.HasBias, _weights.Layers, _dropout, training,
                _weights.Directions == 2, _batchFirst);
            if (unbatched)
                (output, hidden, cell) = (output.squeeze(_batchFirst ? 0 : 1), hidden.squeeze(1), cell.squeeze(1));
            return scope.MoveToOuter(output, hidden, cell);
        }

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
            public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new RecurrentWeights(4, inputSize, hiddenSize, numLayers, bias, bidirectional, device, dtype), batchFirst, dropout);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator lstm_input = Operator.Find("aten::lstm", "input");
    }
}
