using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Adam with Nesterov momentum (Dozat, 2016).</summary>
    public class NAdam : OptimizerHelper, IBetas
    {
        public NAdam(IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, momentum_decay)
        {
        }

        public NAdam(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
        {
            Require.NotNegative(lr, "learning rate");
            Require.NotNegative(eps, "eps");
            Require.Share(beta1);
            Require.Share(beta2);
            Require.NotNegative(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                momentum_decay = momentum_decay,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        /// <summary>The defaults of groups that are added later.</summary>
        public (double, double) Betas
        {
            get => (((Options)_defaults).beta1.GetValueOrDefault(), ((Options)_defaults).beta2.GetValueOrDefault());
            set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group) => Admit<Options>(param_group, static parameter => new State(parameter));

        private void Update(ParamGroup group)
        {
            var options = group.Options;
            var rate = options.LearningRate.GetValueOrDefault();
            var beta1 = options.beta1.GetValueOrDefault();
            var beta2 = options.beta2.GetValueOrDefault();
            var eps = options.eps.GetValueOrDefault();
            var weight_decay = options.weight_decay.GetValueOrDefault();
            var momentum_decay = options.momentum_decay.GetValueOrDefault();

            foreach (var parameter in group.Parameters)
            {
                var gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (weight_decay != 0)
                    gradient = gradient.add(parameter, alpha: weight_decay);

                var state = (State)_state[parameter.Handle];
                state.step++;
                var correction2 = 1 - Math.Pow(beta2, state.step);
                var momentum = beta1 * (1 - 0.5 * Math.Pow(0.96, state.step * momentum_decay));
                var nextMomentum = beta1 * (1 - 0.5 * Math.Pow(0.96, (state.step + 1) * momentum_decay));
                state.mu_product *= momentum;

                state.exp_avg.Include(gradient, 1 - beta1);
                state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);

                var denominator = state.exp_avg_sq.div(correction2).sqrt_().add_(eps);
                parameter.addcdiv_(gradient, denominator, value: -rate * (1 - momentum) / (1 - state.mu_product));
                parameter.addcdiv_(state.exp_avg, denominator, value: -rate * nextMomentum / (1 - state.mu_product * nextMomentum));
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public double mu_product;
            public Tensor exp_avg = null!;
            public Tensor exp_avg_sq = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                mu_product = 1;
                exp_avg = Zeros();
                exp_avg_sq = Zeros();
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Number(ref mu_product);
                walk.Tensor(ref exp_avg!);
                walk.Tensor(ref exp_avg_sq!);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public double? momentum_decay;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Number(ref beta1);
                walk.Number(ref beta2);
                walk.Number(ref eps);
                walk.Number(ref weight_decay);
                walk.Number(ref momentum_decay);
            }
        }

        public class ParamGroup : ParamGroup<Options>, IBetas
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 1.0), beta1 = Options.Given(beta1, 0.9), beta2 = Options.Given(beta2, 0.999), eps = Options.Given(eps, 1e-8), weight_decay = Options.Given(weight_decay, 0), momentum_decay = Options.Given(momentum_decay, 0.004) })
            {
            }

            public (double, double) Betas
            {
                get => (Options.beta1.GetValueOrDefault(), Options.beta2.GetValueOrDefault());
                set => (Options.beta1, Options.beta2) = value;
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
            public static NAdam NAdam(IEnumerable<Parameter> named_parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
                => new(named_parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

            public static NAdam NAdam(IEnumerable<(string name, Parameter parameter)> named_parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
                => new(named_parameters.Select(named => named.parameter), lr, beta1, beta2, eps, weight_decay, momentum_decay);

            public static NAdam NAdam(IEnumerable<NAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 0.004)
                => new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);
        }
    }
}
