using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>One step of gated recurrent units (Cho et al., 2014).</summary>
    public sealed class GRUCell : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly long _hidden;

        [ComponentName(Name = nameof(weight_ih))]
        private Parameter? _weight_ih;

        [ComponentName(Name = nameof(weight_hh))]
        private Parameter? _weight_hh;

        [ComponentName(Name = nameof(bias_ih))]
        private Parameter? _bias_ih;

        [ComponentName(Name = nameof(bias_hh))]
        private Parameter? _bias_hh;

        internal GRUCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype) : base(nameof(GRUCell))
        {
            _hidden = hiddenSize;
            weight_ih = RecurrentStart.Parameter(hiddenSize, [3 * hiddenSize, inputSize], device, dtype);
            weight_hh = RecurrentStart.Parameter(hiddenSize, [3 * hiddenSize, hiddenSize], device, dtype);
            if (!bias)
                return;
            bias_ih = RecurrentStart.Parameter(hiddenSize, [3 * hiddenSize], device, dtype);
            bias_hh = RecurrentStart.Parameter(hiddenSize, [3 * hiddenSize], device, dtype);
        }

        public Parameter? weight_ih
        {
            get => _weight_ih;
            set
            {
                _weight_ih = value;
                ConditionallyRegisterParameter(nameof(weight_ih), value);
            }
        }

        public Parameter? weight_hh
        {
            get => _weight_hh;
            set
            {
                _weight_hh = value;
                ConditionallyRegisterParameter(nameof(weight_hh), value);
            }
        }

        public Parameter? bias_ih
        {
            get => _bias_ih;
            set
            {
                _bias_ih = value;
                ConditionallyRegisterParameter(nameof(bias_ih), value);
            }
        }

        public Parameter? bias_hh
        {
            get => _bias_hh;
            set
            {
                _bias_hh = value;
                ConditionallyRegisterParameter(nameof(bias_hh), value);
            }
        }

        /// <summary>The next hidden state.</summary>
        public override Tensor forward(Tensor input, Tensor? h0 = null)
        {
            using var zero = h0 is null ? RecurrentStart.State(input, _hidden) : null;
            return Aten.gru_cell.Call(input, h0 ?? zero, weight_ih, weight_hh, bias_ih, bias_hh);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, bias, device, dtype);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator gru_cell = Operator.Find("aten::gru_cell");
    }
}
