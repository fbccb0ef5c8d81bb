using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Rates that fall with the sum of the squared gradients (Duchi et al., 2011).</summary>
    public class Adagrad : OptimizerHelper
    {
        public Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps)
        {
        }

        public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
        {
            Require.NotNegative(lr, "learning rate");
            Require.NotNegative(lr_decay, "lr_decay value");
            Require.NotNegative(weight_decay, "weight_decay value");
            Require.NotNegative(initial_accumulator_value, "initial_accumulator_value");
            Require.NotNegative(eps, "eps");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                lr_decay = lr_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
                weight_decay = weight_decay,
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
            var lr_decay = options.lr_decay.GetValueOrDefault();
            var weight_decay = options.weight_decay.GetValueOrDefault();
            var eps = options.eps.GetValueOrDefault();

            foreach (var parameter in group.Parameters)
            {
                var gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (weight_decay != 0)
                    gradient = gradient.add(parameter, alpha: weight_decay);

                var state = (State)_state[parameter.Handle];
                state.step++;
                var decayed = rate / (1 + (state.step - 1) * lr_decay);
                state.sum.addcmul_(gradient, gradient, value: 1);
                parameter.addcdiv_(gradient, state.sum.sqrt().add_(eps), value: -decayed);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor sum = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                sum = Filled(((Options)options).initial_accumulator_value.GetValueOrDefault());
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Tensor(ref sum!);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? lr_decay;
            public double? initial_accumulator_value;
            public double? eps;
            public double? weight_decay;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Number(ref lr_decay);
                walk.Number(ref initial_accumulator_value);
                walk.Number(ref eps);
                walk.Number(ref weight_decay);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 0.01), lr_decay = Options.Given(lr_decay, 0), initial_accumulator_value = Options.Given(initial_accumulator_value, 0), eps = Options.Given(eps, 1e-10), weight_decay = Options.Given(weight_decay, 0) })
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
            public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Adagrad Adagrad(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters.Select(named => named.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Adagrad Adagrad(IEnumerable<Adagrad.ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
