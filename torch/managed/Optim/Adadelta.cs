using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Rates from running averages of squared gradients and squared updates (Zeiler, 2012).</summary>
    public class Adadelta : OptimizerHelper
    {
        public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize)
        {
        }

        public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        {
            Require.NotNegative(lr, "learning rate");
            Require.NotNegative(eps, "eps");
            Require.NotNegative(weight_decay, "weight_decay value");
            if (rho is < 0 or > 1)
                throw new ArgumentException($"Invalid rho: {rho}", nameof(rho));
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group) => Admit<Options>(param_group, static parameter => new State(parameter));

        private void Update(ParamGroup group)
        {
            var options = group.Options;
            var rate = options.LearningRate.GetValueOrDefault();
            var rho = options.rho.GetValueOrDefault();
            var eps = options.eps.GetValueOrDefault();
            var weight_decay = options.weight_decay.GetValueOrDefault();
            var maximize = options.maximize.GetValueOrDefault();

            foreach (var parameter in group.Parameters)
            {
                var gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (maximize)
                    gradient = gradient.neg();
                if (weight_decay != 0)
                    gradient = gradient.add(parameter, alpha: weight_decay);

                var state = (State)_state[parameter.Handle];
                state.step++;
                state.square_avg.mul_(rho).addcmul_(gradient, gradient, value: 1 - rho);
                var deviation = state.square_avg.add(eps).sqrt_();
                var delta = state.acc_delta.add(eps).sqrt_().div_(deviation).mul_(gradient);
                state.acc_delta.mul_(rho).addcmul_(delta, delta, value: 1 - rho);
                parameter.add_(delta, alpha: -rate);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor square_avg = null!;
            public Tensor acc_delta = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                square_avg = Zeros();
                acc_delta = Zeros();
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Tensor(ref square_avg!);
                walk.Tensor(ref acc_delta!);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? rho;
            public double? eps;
            public double? weight_decay;
            public bool? maximize;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Number(ref rho);
                walk.Number(ref eps);
                walk.Number(ref weight_decay);
                walk.Switch(ref maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 1.0), rho = Options.Given(rho, 0.9), eps = Options.Given(eps, 1e-6), weight_decay = Options.Given(weight_decay, 0), maximize = Options.Given(maximize, false) })
            {
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize);

            public static Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(named => named.parameter), lr, rho, eps, weight_decay, maximize);

            public static Adadelta Adadelta(IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}
