using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Adam whose adaptive rate is rectified while its variance is large (Liu et al., 2019).</summary>
    public class RAdam : OptimizerHelper, IBetas
    {
        public RAdam(IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay)
        {
        }

        public RAdam(IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
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

            foreach (var parameter in group.Parameters)
            {
                var gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (weight_decay != 0)
                    gradient = gradient.add(parameter, alpha: weight_decay);

                var state = (State)_state[parameter.Handle];
                state.step++;
                var correction1 = 1 - Math.Pow(beta1, state.step);
                var correction2 = 1 - Math.Pow(beta2, state.step);

                state.exp_avg.Include(gradient, 1 - beta1);
                state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);

                // The length of the moving average: as it is now, and in the long run.
                var longest = 2 / (1 - beta2) - 1;
                var length = longest - 2 * state.step * Math.Pow(beta2, state.step) / correction2;
                if (length <= 5)
                {
                    parameter.add_(state.exp_avg, alpha: -rate / correction1);
                    continue;
                }

                var rectification = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
                var denominator = state.exp_avg_sq.sqrt().add_(eps);
                parameter.addcdiv_(state.exp_avg, denominator, value: -rate * rectification * Math.Sqrt(correction2) / correction1);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor exp_avg = null!;
            public Tensor exp_avg_sq = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
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

            private protected override void Walk(OptionWalk walk)
            {
                walk.Number(ref beta1);
                walk.Number(ref beta2);
                walk.Number(ref eps);
                walk.Number(ref weight_decay);
            }
        }

        public class ParamGroup : ParamGroup<Options>, IBetas
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1.0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 1.0), beta1 = Options.Given(beta1, 0.9), beta2 = Options.Given(beta2, 0.999), eps = Options.Given(eps, 1e-8), weight_decay = Options.Given(weight_decay, 0) })
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
            public static RAdam RAdam(IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);

            public static RAdam RAdam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters.Select(named => named.parameter), lr, beta1, beta2, eps, weight_decay);

            public static RAdam RAdam(IEnumerable<RAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
