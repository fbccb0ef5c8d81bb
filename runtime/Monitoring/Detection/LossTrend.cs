using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>Where the loss started, where it is, and whether it is getting anywhere: what tells a symptom that hurts from one that does not.</summary>
public sealed class LossTrend
{
    private readonly RobustWindow _start;
    private readonly RobustWindow _recent;
    private readonly RobustWindow _before;
    private readonly RobustWindow _earlier;
    private readonly Queue<double> _between = new();
    private readonly int _gap;
    private double _first = double.NaN;
    private double _highestRate;
    private bool _startsLate;
    private double _rate;

    /// <summary>The trend of a run of known length.</summary>
    /// <param name="totalSteps">The steps of the whole run.</param>
    /// <param name="chanceLoss">The loss of the best answer that ignores the input (ln C for C balanced classes), when it is known.</param>
    public LossTrend(long totalSteps, double? chanceLoss = null)
    {
        OutOfRange.ThrowIfBelow(totalSteps, 1);
        TotalSteps = totalSteps;
        ChanceLoss = chanceLoss;
        var window = (int)Math.Clamp(totalSteps / 20, 20, 500);
        _start = new((int)Math.Clamp(totalSteps / 50, 3, 10));
        _recent = new(window);
        _before = new(window);
        _earlier = new(window);
        _gap = (int)Math.Clamp(totalSteps / 4, window, 100_000);
    }

    /// <summary>The steps of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>The loss of the best answer that ignores the input, when it is known.</summary>
    public double? ChanceLoss { get; }

    /// <summary>The last step seen.</summary>
    public long Step { get; private set; }

    /// <summary>
    /// Where the loss started: the first loss, which no update has spoilt yet, or the median of the first few where the first batch was a hard one.
    /// </summary>
    public double Start => Math.Min(_first, _start.Median);

    /// <summary>The median of the first few losses, which a single easy batch does not pull down.</summary>
    public double FirstMedian => _start.Median;

    /// <summary>The median over the last twentieth of the run.</summary>
    public double Recent => _recent.Median;

    /// <summary>The median about a quarter of the run ago; NaN before there is one.</summary>
    public double Earlier => _earlier.IsFull ? _earlier.Median : double.NaN;

    /// <summary>The last losses.</summary>
    public RobustWindow Window => _recent;

    /// <summary>How much of its starting level the loss has lost; negative when it rose.</summary>
    public double Improvement => (Start - Recent) / Math.Max(Math.Abs(Start), 1e-12);

    /// <summary>Whether enough was seen to judge: three tenths of the run, fifty steps, and a learning rate that was at work; and, unless chance is known, where the loss started.</summary>
    public bool CanJudge => (!_startsLate || ChanceLoss is not null) && Step >= Math.Max(50, 0.3 * TotalSteps) && _recent.IsFull && _start.IsFull && _rate >= 0.1 * _highestRate;

    /// <summary>
    /// Whether the loss may be getting nowhere: it is where it started, or has stopped falling before it lost a third of that level; where chance is known, whether it is no better than
    /// that. Data that cannot be learned to the end look the same, so this needs a symptom beside it.
    /// </summary>
    public bool IsStalled => CanJudge && (ChanceLoss is { } chance ? Recent > 0.9 * chance : Improvement < 0.1 || (Improvement < 0.35 && IsFlat));

    /// <summary>
    /// Whether the loss falls by more than its own noise, over the last window or since a quarter of the run ago, and at a pace that takes a tenth of its starting level off by the end of the run; another tenth, where
    /// one is off already. Optimisers of constant step length, batches that grow and low learning rates start slowly: a slope is no plateau.
    /// </summary>
    public bool IsGettingThere => Reaches(_before, _recent.Count) || Reaches(_earlier, _gap);

    /// <summary>
    /// Whether the loss alone says that nothing is learned: as <see cref="IsStalled"/>, but one that is getting there is let be, and a loss that fell a little and stopped counts only if it is still. A model that gives one answer to
    /// everything has the same loss on every batch; one that has learned what noisy data have to teach is right on some examples and wrong on others, and its loss swings with the batch.
    /// </summary>
    public bool IsStuck => IsStalled && !IsGettingThere && (ChanceLoss is not null || Improvement < 0.1 || IsStill);

    /// <summary>Whether the loss is where it was a quarter of the run ago, to two hundredths of that level.</summary>
    public bool IsFlat => CanJudge && double.IsFinite(Earlier) && Recent > Earlier - (0.02 * Math.Abs(Earlier));

    private bool Reaches(RobustWindow past, int stepsAgo)
    {
        if (!past.IsFull)
            return false;
        var fallen = past.Median - Recent;
        // The standard error of a median is 1.2533 deviations over the root of the count; from the tenth to the ninetieth hundredth it is 2.5631 deviations.
        var noise = 1.2533 / 2.5631 * Math.Sqrt((Math.Pow(Spread, 2) + Math.Pow(past.Quantile(0.9) - past.Quantile(0.1), 2)) / _recent.Count);
        var toCome = fallen / stepsAgo * (TotalSteps - Step) / Math.Max(Math.Abs(Start), 1e-12);
        return fallen > noise && toCome > (Improvement < 0.1 ? 0.1 - Improvement : 0.1);
    }

    // What a batch makes of the loss, beside what was learned.
    private bool IsStill => Spread < 0.25 * (Start - Recent);

    /// <summary>Between the tenth and the ninetieth hundredth of the last losses.</summary>
    public double Spread => _recent.Quantile(0.9) - _recent.Quantile(0.1);

    /// <summary>Takes a step.</summary>
    public void Add(in StepRecord step)
    {
        if (step.Step <= Step)
            Rewind();
        _startsLate |= Step == 0 && step.Step > Math.Max(10, TotalSteps / 50);
        Step = step.Step;
        _rate = step.LearningRate;
        _highestRate = Math.Max(_highestRate, _rate);
        if (!double.IsFinite(step.Loss))
            return;
        if (!_start.IsFull)
        {
            _first = _start.Count == 0 ? step.Loss : _first;
            _start.Add(step.Loss);
        }
        if (_recent.IsFull)
            _before.Add(_recent.Oldest);
        _recent.Add(step.Loss);
        _between.Enqueue(step.Loss);
        if (_between.Count > _gap)
            _earlier.Add(_between.Dequeue());
    }

    /// <summary>Puts the trend into a checkpoint.</summary>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("step", Step);
        state.Set("rate", _rate);
        state.Set("highest_rate", _highestRate);
        state.Set("first", _first);
        state.Set("starts_late", _startsLate ? 1L : 0L);
        state.SetWindow("start", _start);
        state.SetWindow("recent", _recent);
        state.SetWindow("before", _before);
        state.SetWindow("earlier", _earlier);
        state.SetDoubles("between", _between);
    }

    /// <summary>Takes it back.</summary>
    public void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Step = state.Int64("step");
        _rate = state.Double("rate");
        _highestRate = state.Double("highest_rate");
        _first = state.Double("first");
        _startsLate = state.Has("starts_late") && state.Int64("starts_late") == 1;
        state.GetWindow("start", _start);
        state.GetWindow("recent", _recent);
        if (state.Has("before")) // a checkpoint of an earlier version has none
            state.GetWindow("before", _before);
        state.GetWindow("earlier", _earlier);
        _between.Clear();
        foreach (var loss in state.Doubles("between"))
            _between.Enqueue(loss);
    }

    // After a roll-back the windows hold what led to it; the start of the run remains what it was.
    private void Rewind()
    {
        _recent.Clear();
        _before.Clear();
        _earlier.Clear();
        _between.Clear();
    }
}
