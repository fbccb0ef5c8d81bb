namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>The rate times a factor when a metric has not improved for more than so many epochs.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _smallerIsBetter;
                    private readonly bool _relative;
                    private readonly double _factor;
                    private readonly int _patience;
                    private readonly double _threshold;
                    private readonly int _cooldown;
                    private readonly List<double> _min_lrs;
                    private readonly double _eps;
                    private readonly bool _reports;

                    private double _best;
                    private int _badEpochs;
                    private int _coolingEpochs;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0)
                            throw new ArgumentException("Factor should be < 1.0", nameof(factor));
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown!", nameof(mode));
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!", nameof(threshold_mode));

                        (_smallerIsBetter, _relative) = (mode is "min", threshold_mode is "rel");
                        (_factor, _patience, _threshold, _cooldown, _eps, _reports) = (factor, patience, threshold, cooldown, eps, verbose);
                        var groups = optimizer.ParamGroups.Count();
                        _min_lrs = min_lr switch
                        {
                            null or { Count: 0 } => [.. Enumerable.Repeat(0.0, groups)],
                            { Count: 1 } => [.. Enumerable.Repeat(min_lr[0], groups)],
                            _ when min_lr.Count == groups => [.. min_lr],
                            _ => throw new ArgumentException($"Expected one smallest rate, or {groups}, one for each group; got {min_lr.Count}.", nameof(min_lr)),
                        };
                        _best = _smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step()
                        => throw new InvalidOperationException("step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch)
                        => throw new InvalidOperationException("step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        if (IsBetter(current))
                        {
                            _best = current;
                            _badEpochs = 0;
                        }
                        else
                        {
                            _badEpochs++;
                        }

                        if (_coolingEpochs > 0)
                        {
                            _coolingEpochs--;
                            _badEpochs = 0;
                        }

                        if (_badEpochs > _patience)
                        {
                            Reduce();
                            _coolingEpochs = _cooldown;
                            _badEpochs = 0;
                        }

                        _last_lrs = Rates.ToList();
                    }

                    private bool IsBetter(double current)
                    {
                        if (_smallerIsBetter)
                            return current < (_relative ? _best * (1 - _threshold) : _best - _threshold);
                        return current > (_relative ? _best * (1 + _threshold) : _best + _threshold);
                    }

                    private void Reduce()
                    {
                        foreach (var (group, smallest) in _optimizer.ParamGroups.Zip(_min_lrs))
                        {
                            var rate = Math.Max(group.LearningRate * _factor, smallest);
                            if (group.LearningRate - rate <= _eps)
                                continue;

                            group.LearningRate = rate;
                            if (_reports)
                                Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Epoch {_last_epoch}: reducing learning rate to {rate:g4}."));
                        }
                    }
                }
            }

            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                => new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
        }
    }
}
