namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Several schedules at once: their factors multiply.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;

                    /// <exception cref="ArgumentException">There is none, or one of another optimizer.</exception>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        _schedulers = [.. schedulers];
                        if (_schedulers.Length == 0)
                            throw new ArgumentException("ChainedLR needs at least one scheduler.", nameof(schedulers));
                        _optimizer = _schedulers[0]._optimizer;
                        if (Array.Exists(_schedulers, scheduler => !ReferenceEquals(scheduler._optimizer, _optimizer)))
                            throw new ArgumentException("ChainedLR expects all its schedulers to be bound to the same optimizer.", nameof(schedulers));
                        _last_lrs = _optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                    }

                    public override void step() => Advance(null);

                    private protected override void Advance(int? epoch)
                    {
                        foreach (var scheduler in _schedulers)
                            scheduler.step(epoch);
                        _last_lrs = _optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                    }
                }
            }

            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);
        }
    }
}
