namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>The rate goes up and down between two bounds, the momentum against it (Smith, 2015).</summary>
                public class CyclicLR : LRScheduler
                {
                    private readonly List<double> _max_lrs;
                    private readonly List<double> _base_momentum = [];
                    private readonly List<double> _max_momentum = [];
                    private readonly double _length;
                    private readonly double _rising;
                    private readonly Func<double, double> _scale;
                    private readonly ScaleMode _scale_mode;
                    private readonly bool _cycle_momentum;

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                        CyclicLR.Mode mode = CyclicLR.Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null,
                        CyclicLR.ScaleMode scale_mode = CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9,
                        int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Each(optimizer, base_lr), Each(optimizer, max_lr), step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode,
                            cycle_momentum, Each(optimizer, base_momentum), Each(optimizer, max_momentum), last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">Momentum is to be cycled, and the optimizer has none.</exception>
                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1,
                        CyclicLR.Mode mode = CyclicLR.Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null,
                        CyclicLR.ScaleMode scale_mode = CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _length = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        _rising = step_size_up / _length;
                        _base_lrs = [.. base_lr];
                        _max_lrs = [.. max_lr];
                        _cycle_momentum = cycle_momentum;
                        if (cycle_momentum)
                        {
                            if (optimizer.ParamGroups.Any(group => group is not IMomentum))
                                throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled", nameof(optimizer));
                            _base_momentum = [.. base_momentum ?? Each(optimizer, 0.8)];
                            _max_momentum = [.. max_momentum ?? Each(optimizer, 0.9)];
                        }

                        (_scale, _scale_mode) = (scale_fn, mode) switch
                        {
                            (not null, _) => (scale_fn, scale_mode),
                            (_, Mode.Triangular2) => (cycle => Math.Pow(2, 1 - cycle), ScaleMode.Cycle),
                            (_, Mode.ExpRange) => (iteration => Math.Pow(gamma, iteration), ScaleMode.Iterations),
                            _ => (_ => 1.0, ScaleMode.Cycle),
                        };
                        step();
                    }

                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + _last_epoch / _length);
                        var position = 1 + _last_epoch / _length - cycle;
                        var height = position <= _rising ? position / _rising : (position - 1) / (_rising - 1);
                        height *= _scale(_scale_mode == ScaleMode.Cycle ? cycle : _last_epoch);

                        if (_cycle_momentum)
                        {
                            foreach (var (group, (low, high)) in _optimizer.ParamGroups.Zip(_base_momentum.Zip(_max_momentum)))
                                ((IMomentum)group).Momentum = high - (high - low) * height;
                        }

                        return _base_lrs.Zip(_max_lrs, (low, high) => low + (high - low) * height);
                    }

                    private static IEnumerable<double> Each(Optimizer optimizer, double value) => Enumerable.Repeat(value, optimizer.ParamGroups.Count());
                }
            }

            public static LRScheduler CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9,
                int last_epoch = -1, bool verbose = false)
                => new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum,
                    base_momentum, max_momentum, last_epoch, verbose);

            public static LRScheduler CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                int last_epoch = -1, bool verbose = false)
                => new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum,
                    base_momentum, max_momentum, last_epoch, verbose);
        }
    }
}
