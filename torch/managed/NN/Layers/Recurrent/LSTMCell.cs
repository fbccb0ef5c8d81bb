using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>One step of long short-term memory (Hochreiter and Schmidhuber, 1997).</summary>
    public sealed class LSTMCell : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
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

        internal LSTMCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype) : base(nameof(LSTMCell))
        {
            _hidden = hiddenSize;
            weight_ih = RecurrentStart.Parameter(hiddenSize, [4 * hiddenSize, inputSize], device, dtype);
            weight_hh = RecurrentStart.Parameter(hiddenSize, [4 * hiddenSize, hiddenSize], device, dtype);
            if (!bias)
                return;
            bias_ih = RecurrentStart.Parameter(hiddenSize, [4 * hiddenSize], device, dtype);
            bias_hh = RecurrentStart.Parameter(hiddenSize, [4 * hiddenSize], device, dtype);
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

        public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        /// <summary>The next hidden and cell state.</summary>
        public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0)
        {
            using var zero = h0_c0 is null ? RecurrentStart.State(input, _hidden) : null;
            var (hidden, cell) = h0_c0 ?? (zero!, zero!);
            return Aten.lstm_cell.Call2(input, new[] { hidden, cell }, weight_ih, weight_hh, bias_ih, bias_hh);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, bias, device, dtype);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator lstm_cell = Operator.Find("aten::lstm_cell");
    }
}
