using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Benchmarks.TestBed;

/// <summary>A stack of equal hidden layers between an input of two numbers and two logits.</summary>
internal sealed record Mlp
{
    public int Depth { get; init; } = 2;

    public int Width { get; init; } = 32;

    public Func<Tensor, Tensor> Activation { get; init; } = x => x.relu();

    /// <summary>Initialises a hidden weight. He-uniform by default.</summary>
    public Action<Tensor> Weight { get; init; } = HeUniform;

    public double Bias { get; init; }

    /// <summary>Initialises the output weight. As PyTorch does by default.</summary>
    public Action<Tensor> Output { get; init; } = weight => nn.init.uniform_(weight, -1 / Math.Sqrt(weight.shape[1]), 1 / Math.Sqrt(weight.shape[1]));

    /// <summary>Layer norm before each activation.</summary>
    public bool Norm { get; init; }

    /// <summary>Adds each hidden layer to its input.</summary>
    public bool Residual { get; init; }

    /// <summary>Share of hidden units dropped in training.</summary>
    public double Dropout { get; init; }

    public static void HeUniform(Tensor weight) => Uniform(Math.Sqrt(6.0 / weight.shape[1]))(weight);

    public static Action<Tensor> Uniform(double bound) => weight => nn.init.uniform_(weight, -bound, bound);

    /// <summary>N(0, (gain / sqrt(fan-in))^2).</summary>
    public static Action<Tensor> FanIn(double gain) => weight => nn.init.normal_(weight, 0, gain / Math.Sqrt(weight.shape[1]));

    public static Action<Tensor> Constant(double value) => weight => nn.init.constant_(weight, value);

    public Network Build() => new(this);

    internal sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Mlp _spec;
        private readonly List<TorchSharp.Modules.Linear> _hidden = [];
        private readonly List<TorchSharp.Modules.LayerNorm> _norms = [];
        private readonly TorchSharp.Modules.Linear _output;

        public Network(Mlp spec)
            : base(nameof(Network))
        {
            _spec = spec;
            _output = nn.Linear(spec.Width, 2);
            for (var i = 0; i < spec.Depth; i++)
            {
                var layer = nn.Linear(i == 0 ? 2 : spec.Width, spec.Width);
                spec.Weight(layer.weight!);
                nn.init.constant_(layer.bias!, spec.Bias);
                _hidden.Add(layer);
                register_module($"hidden{i}", layer);
                if (!spec.Norm)
                    continue;
                _norms.Add(nn.LayerNorm(spec.Width));
                register_module($"norm{i}", _norms[^1]);
            }
            spec.Output(_output.weight!);
            nn.init.zeros_(_output.bias!);
            register_module("output", _output);
        }

        public override Tensor forward(Tensor input)
        {
            for (var i = 0; i < _hidden.Count; i++)
            {
                var x = _hidden[i].call(input);
                if (_spec.Norm)
                    x = _norms[i].call(x);
                x = _spec.Activation(x);
                if (_spec.Dropout > 0 && training)
                    x = nn.functional.dropout(x, _spec.Dropout, training: true);
                input = _spec.Residual && i > 0 ? input + x : x;
            }
            return _output.call(input);
        }
    }
}
