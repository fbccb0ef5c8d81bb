using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Averaged stochastic gradient descent (Polyak and Juditsky, 1992).</summary>
    public class ASGD : OptimizerHelper
    {
        public ASGD(IEnumerable<Parameter> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, lambd, alpha, t0, weight_decay, maximize)
        {
        }

        public ASGD(IEnumerable<ParamGroup<ASGD.Options>> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
        {
            Require.NotNegative(lr, "learning rate");
            Require.NotNegative(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                lambd = lambd,
                alpha = alpha,
                weight_decay = weight_decay,
                t0 = t0,
                maximize = maximize,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup<Options>>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group) => Admit<Options>(param_group, static parameter => new State(parameter));

        private void Update(ParamGroup<Options> group)
        {
            var options = group.Options;
            var rate = options.LearningRate.GetValueOrDefault();
            var lambd = options.lambd.GetValueOrDefault();
            var alpha = options.alpha.GetValueOrDefault();
            var weight_decay = options.weight_decay.GetValueOrDefault();
            var t0 = options.t0.GetValueOrDefault();
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
                parameter.mul_(1 - lambd * state.eta);
                parameter.add_(gradient, alpha: -state.eta);

                // The weight is one until the averaging starts.
                if (state.mu < 1)
                    state.ax.Include(parameter, state.mu);
                else
                    state.ax.copy_(parameter);

                state.eta = rate / Math.Pow(1 + lambd * rate * state.step, alpha);
                state.mu = 1 / Math.Max(1, state.step - t0);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public double eta;
            public double mu;
            public Tensor ax = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                eta = options.LearningRate.GetValueOrDefault();
                mu = 1;
                ax = Zeros();
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Number(ref eta);
                walk.Number(ref mu);
                walk.Tensor(ref ax!);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? lambd;
            public double? alpha;
            public double? weight_decay;
            public double? t0;
            public bool? maximize;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Switch(ref maximize);
                walk.Number(ref lambd);
                walk.Number(ref alpha);
                walk.Number(ref weight_decay);
                walk.Number(ref t0);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 0.01), lambd = Options.Given(lambd, 1e-4), alpha = Options.Given(alpha, 0.75), weight_decay = Options.Given(weight_decay, 0), t0 = Options.Given(t0, 1e6) })
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
            public static ASGD ASGD(IEnumerable<Parameter> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

            public static ASGD ASGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => new(parameters.Select(named => named.parameter), lr, lambd, alpha, t0, weight_decay, maximize);

            public static ASGD ASGD(IEnumerable<ParamGroup<ASGD.Options>> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);
        }
    }
}
