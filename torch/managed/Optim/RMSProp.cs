using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Rates from a running average of the squared gradients (Hinton, 2012).</summary>
    public class RMSProp : OptimizerHelper, IMomentum
    {
        public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
        {
        }

        public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        {
            Require.NotNegative(lr, "learning rate");
            Require.NotNegative(eps, "eps");
            Require.NotNegative(alpha, "alpha");
            Require.NotNegative(momentum, "momentum value");
            Require.NotNegative(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                centered = centered,
                maximize = maximize,
            };
            foreach (var group in parameters)
                add_param_group(group);
        }

        /// <summary>The default of groups that are added later.</summary>
        public double Momentum
        {
            get => ((Options)_defaults).momentum.GetValueOrDefault();
            set => ((Options)_defaults).momentum = value;
        }

        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group) => Admit<Options>(param_group, static parameter => new State(parameter));

        private void Update(ParamGroup group)
        {
            var options = group.Options;
            var rate = options.LearningRate.GetValueOrDefault();
            var momentum = options.momentum.GetValueOrDefault();
            var alpha = options.alpha.GetValueOrDefault();
            var eps = options.eps.GetValueOrDefault();
            var weight_decay = options.weight_decay.GetValueOrDefault();
            var centered = options.centered.GetValueOrDefault();
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
                state.square_avg.mul_(alpha).addcmul_(gradient, gradient, value: 1 - alpha);

                var average = state.square_avg;
                if (centered)
                {
                    state.grad_avg!.Include(gradient, 1 - alpha);
                    average = average.addcmul(state.grad_avg!, state.grad_avg!, value: -1);
                }

                var denominator = average.sqrt().add_(eps);
                if (momentum > 0)
                {
                    state.momentum_buffer!.mul_(momentum).addcdiv_(gradient, denominator, value: 1);
                    parameter.add_(state.momentum_buffer, alpha: -rate);
                }
                else
                {
                    parameter.addcdiv_(gradient, denominator, value: -rate);
                }
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor square_avg = null!;
            public Tensor? momentum_buffer;
            public Tensor? grad_avg;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                square_avg = Zeros();
                momentum_buffer = Zeros();
                grad_avg = Zeros();
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Tensor(ref square_avg!);
                walk.Tensor(ref momentum_buffer, isOptional: true);
                walk.Tensor(ref grad_avg, isOptional: true);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? alpha;
            public double? eps;
            public double? weight_decay;
            public bool? centered;
            public bool? maximize;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Switch(ref maximize);
                walk.Number(ref momentum);
                walk.Number(ref alpha);
                walk.Number(ref eps);
                walk.Number(ref weight_decay);
                walk.Switch(ref centered);
            }
        }

        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0, double momentum = 0, bool centered = false)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 1e-3), momentum = Options.Given(momentum, 0), alpha = Options.Given(alpha, 0.99), eps = Options.Given(eps, 1e-8), weight_decay = Options.Given(weight_decay, 0), centered = Options.Given(centered, false) })
            {
            }

            public double Momentum
            {
                get => Options.momentum.GetValueOrDefault();
                set => Options.momentum = value;
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
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters.Select(named => named.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
