using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Gated recurrent units (Cho et al., 2014). Inputs are (length, batch, inputs), or (batch, length, inputs) when batch comes first.</summary>
    public sealed class GRU : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;
        private readonly bool _batchFirst;
        private readonly double _dropout;

        internal GRU(RecurrentWeights weights, bool batchFirst, double dropout) : base(nameof(GRU))
        {
            (_weights, _batchFirst, _dropout) = (weights, batchFirst, dropout);

            foreach (var (name, parameter) in weights.Named)
                register_parameter(name, parameter);
        }

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0!);

        /// <param name="input">The sequence; it may lack the batch dimension.</param>
        /// <param name="h0">Initial hidden state, (layers * directions, batch, hidden); zeros by default.</param>
        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
        {
            using var scope = NewDisposeScope();
            var state = h0 ?? _weights.InitialState(input, _batchFirst);
            var unbatched = input.dim() == 2;
            var (output, hidden) = Aten.gru_input.Call2(
                unbatched ? input.unsqueeze(_batchFirst ? 0 : 1) : input, unbatched ? state.unsqueeze(1) : state, _weights.Flat, _weights.HasBias,
                _weights.Layers, _dropout, training, _weights.Directions == 2, _batchFirst);
            if (unbatched)
                (output, hidden) = (output.squeeze(_batchFirst ? 0 : 1), hidden.squeeze(1));
            return scope.MoveToOuter(output, hidden);
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
            public static GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
                double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new RecurrentWeights(3, inputSize, hiddenSize, numLayers, bias, bidirectional, device, dtype), batchFirst, dropout);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator gru_input = Operator.Find("aten::gru", "input");
    }
}
