using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>One step of the plain recurrence of Elman (1990).</summary>
    public sealed class RNNCell : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly long _hidden;
        private readonly nn.NonLinearities _nonLinearity;
        [ComponentName(Name = nameof(weight_ih))]
        private Parameter? _weight_ih;

        [ComponentName(Name = nameof(weight_hh))]
        private Parameter? _weight_hh;

        [ComponentName(Name = nameof(bias_ih))]
        private Parameter? _bias_ih;

        [ComponentName(Name = nameof(bias_hh))]
        private Parameter? _bias_hh;

        internal RNNCell(long inputSize, long hiddenSize, nn.NonLinearities nonLinearity, bool bias, Device? device, ScalarType? dtype) : base(nameof(RNNCell))
        {
            _hidden = hiddenSize;
            _nonLinearity = nonLinearity;
            weight_ih = RecurrentStart.Parameter(hiddenSize, [hiddenSize, inputSize], device, dtype);
            weight_hh = RecurrentStart.Parameter(hiddenSize, [hiddenSize, hiddenSize], device, dtype);
            if (!bias)
                return;
            bias_ih = RecurrentStart.Parameter(hiddenSize, [hiddenSize], device, dtype);
            bias_hh = RecurrentStart.Parameter(hiddenSize, [hiddenSize], device, dtype);
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
            return (_nonLinearity == nn.NonLinearities.ReLU ? Aten.rnn_relu_cell : Aten.rnn_tanh_cell).Call(input, h0 ?? zero, weight_ih, weight_hh, bias_ih, bias_hh);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static RNNCell RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, hiddenSize, nonLinearity, bias, device, dtype);
        }
    }

    internal static partial class Aten
    {
        internal static readonly Operator rnn_relu_cell = Operator.Find("aten::rnn_relu_cell");
        internal static readonly Operator rnn_tanh_cell = Operator.Find("aten::rnn_tanh_cell");
    }
}
