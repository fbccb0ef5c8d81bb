using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Steps that grow while a gradient's sign stays and shrink when it changes (Riedmiller and Braun, 1993).</summary>
    public class Rprop : OptimizerHelper
    {
        public Rprop(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, etaminus, etaplus, min_step, max_step, maximize)
        {
        }

        public Rprop(IEnumerable<ParamGroup> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
        {
            Require.NotNegative(lr, "learning rate");
            if (!(0 < etaminus && etaminus < 1 && etaplus > 1))
                throw new ArgumentException($"Invalid eta values: {etaminus}, {etaplus}", nameof(etaminus));
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                etaminus = etaminus,
                etaplus = etaplus,
                min_step = min_step,
                max_step = max_step,
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
            var etaminus = options.etaminus.GetValueOrDefault();
            var etaplus = options.etaplus.GetValueOrDefault();
            var min_step = options.min_step.GetValueOrDefault();
            var max_step = options.max_step.GetValueOrDefault();
            var maximize = options.maximize.GetValueOrDefault();

            foreach (var parameter in group.Parameters)
            {
                var gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (maximize)
                    gradient = gradient.neg();

                var state = (State)_state[parameter.Handle];
                state.step++;
                var sign = gradient.mul(state.prev).sign_();
                var turned = sign.lt(0);
                var factor = ones_like(sign).masked_fill_(sign.gt(0), etaplus).masked_fill_(turned, etaminus);
                state.step_size.mul_(factor).clamp_(min_step, max_step);

                // Where the sign turned the parameter stays, and the next step counts as the first.
                gradient = gradient.masked_fill(turned, 0);
                parameter.addcmul_(gradient.sign(), state.step_size, value: -1);
                state.prev.copy_(gradient);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor prev = null!;
            public Tensor step_size = null!;

            public State(Parameter parameter) : base(parameter) { }

            public override void Initialize(OptimizerOptions options)
            {
                Dispose();
                step = 0;
                prev = Zeros();
                step_size = Filled(options.LearningRate.GetValueOrDefault());
            }

            public override void SaveStateDict(BinaryWriter writer) => Save(writer);

            public override void LoadStateDict(BinaryReader reader) => Load(reader);

            public override void LoadStateDict(OptimizerState source) => Copy((State)source);

            public void Dispose() => Release();

            private protected override void Walk(StateWalk walk)
            {
                walk.Count(ref step);
                walk.Tensor(ref prev!);
                walk.Tensor(ref step_size!);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? etaminus;
            public double? etaplus;
            public double? min_step;
            public double? max_step;
            public bool? maximize;

            private protected override void Walk(OptionWalk walk)
            {
                walk.Switch(ref maximize);
                walk.Number(ref etaminus);
                walk.Number(ref etaplus);
                walk.Number(ref min_step);
                walk.Number(ref max_step);
            }
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() { }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>Arguments that are left at their defaults take the optimizer's values.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                : base(parameters, new Options { LearningRate = Options.Given(lr, 0.01), etaminus = Options.Given(etaminus, 0.5), etaplus = Options.Given(etaplus, 1.2), min_step = Options.Given(min_step, 1e-6), max_step = Options.Given(max_step, 50), maximize = Options.Given(maximize, false) })
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
            public static Rprop Rprop(IEnumerable<Parameter> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

            public static Rprop Rprop(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => new(parameters.Select(named => named.parameter), lr, etaminus, etaplus, min_step, max_step, maximize);

            public static Rprop Rprop(IEnumerable<Rprop.ParamGroup> parameters, double lr = 0.01, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
        }
    }
}
