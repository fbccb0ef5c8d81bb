namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One rise of the rate and one fall far below where it began, the momentum against it (Smith and Topin, 2017).</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly List<Phase> _phases = [];
                    private readonly List<double> _max_lrs;
                    private readonly List<double> _min_lrs;
                    private readonly List<double> _base_momentum = [];
                    private readonly List<double> _max_momentum = [];
                    private readonly int _total_steps;
                    private readonly AnnealStrategy _strategy;
                    private readonly bool _cycle_momentum;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, OneCycleLR.AnnealStrategy anneal_strategy = OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Each(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                            Each(optimizer, base_momentum), Each(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">The number of steps is not given, or momentum is to be cycled and the optimizer has none.</exception>
                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, OneCycleLR.AnnealStrategy anneal_strategy = OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)", nameof(total_steps));
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected a number between 0 and 1 as pct_start, but got {pct_start}", nameof(pct_start));
                        if (cycle_momentum && optimizer.ParamGroups.Any(group => group is not (IMomentum or IBetas)))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled", nameof(optimizer));

                        (_strategy, _cycle_momentum) = (anneal_strategy, cycle_momentum);
                        _total_steps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        _max_lrs = [.. max_lr];
                        _base_lrs = _max_lrs.ConvertAll(rate => rate / div_factor);
                        _min_lrs = [.. _base_lrs.Select(rate => rate / final_div_factor)];
                        if (cycle_momentum)
                        {
                            _base_momentum = [.. base_momentum ?? Each(optimizer, 0.85)];
                            _max_momentum = [.. max_momentum ?? Each(optimizer, 0.95)];
                        }

                        var peak = pct_start * _total_steps - 1;
                        _phases.Add(new Phase(peak, _base_lrs, _max_lrs, _max_momentum, _base_momentum));
                        if (three_phase)
                        {
                            _phases.Add(new Phase(2 * pct_start * _total_steps - 2, _max_lrs, _base_lrs, _base_momentum, _max_momentum));
                            _phases.Add(new Phase(_total_steps - 1, _base_lrs, _min_lrs, _max_momentum, _max_momentum));
                        }
                        else
                        {
                            _phases.Add(new Phase(_total_steps - 1, _max_lrs, _min_lrs, _base_momentum, _max_momentum));
                        }

                        if (last_epoch == -1)
                        {
                            foreach (var (group, rate) in optimizer.ParamGroups.Zip(_base_lrs))
                                group.InitialLearningRate = rate;
                        }

                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    /// <summary>The last step of the phase; from where to where each group's rate and momentum go.</summary>
                    private sealed record Phase(double End, IList<double> FromRate, IList<double> ToRate, IList<double> FromMomentum, IList<double> ToMomentum);

                    /// <exception cref="InvalidOperationException">There are no steps left.</exception>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _total_steps)
                            throw new InvalidOperationException($"Tried to step {_last_epoch} times. The specified number of total steps is {_total_steps}");

                        var start = 0.0;
                        var current = 0;
                        while (current < _phases.Count - 1 && _last_epoch > _phases[current].End)
                            start = _phases[current++].End;

                        var phase = _phases[current];
                        var share = (_last_epoch - start) / (phase.End - start);
                        var groups = _optimizer.ParamGroups.ToList();
                        if (_cycle_momentum)
                        {
                            for (var i = 0; i < groups.Count; i++)
                                SetMomentum(groups[i], Anneal(phase.FromMomentum[i], phase.ToMomentum[i], share));
                        }

                        return groups.Select((_, i) => Anneal(phase.FromRate[i], phase.ToRate[i], share)).ToList();
                    }

                    private double Anneal(double from, double to, double share) => _strategy == AnnealStrategy.Linear
                        ? from + (to - from) * share
                        : to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IMomentum plain)
                            plain.Momentum = momentum;
                        else if (group is IBetas betas)
                            betas.Betas = (momentum, betas.Betas.Item2);
                    }

                    private static IEnumerable<double> Each(Optimizer optimizer, double value) => Enumerable.Repeat(value, optimizer.ParamGroups.Count());
                }
            }

            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                double pct_start = 0.3, impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25,
                double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                => new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                    base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                double pct_start = 0.3, impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                => new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                    base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);
        }
    }
}
