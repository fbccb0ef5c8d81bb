using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>Where the loss started, where it is, and whether it is getting anywhere: what tells a symptom that hurts from one that does not.</summary>
public sealed class LossTrend
{
    private readonly RobustWindow _start;
    private readonly RobustWindow _recent;
    private readonly RobustWindow _earlier;
    private readonly Queue<double> _between = new();
    private readonly int _gap;
    private double _first = double.NaN;
    private double _highestRate;
    private double _rate;

    /// <summary>The trend of a run of known length.</summary>
    /// <param name="totalSteps">The steps of the whole run.</param>
    /// <param name="chanceLoss">The loss of the best answer that ignores the input (ln C for C balanced classes), when it is known.</param>
    public LossTrend(long totalSteps, double? chanceLoss = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalSteps);
        TotalSteps = totalSteps;
        ChanceLoss = chanceLoss;
        var window = (int)Math.Clamp(totalSteps / 20, 20, 500);
        _start = new((int)Math.Clamp(totalSteps / 50, 3, 10));
        _recent = new(window);
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

    /// <summary>Whether enough was seen to judge: three tenths of the run, fifty steps, and a learning rate that was at work.</summary>
    public bool CanJudge => Step >= Math.Max(50, 0.3 * TotalSteps) && _recent.IsFull && _start.IsFull && _rate >= 0.1 * _highestRate;

    /// <summary>
    /// Whether the loss is where it started, has stopped falling before it lost a third of that level, or is no better than chance where chance is known.
    /// </summary>
    public bool IsStalled => CanJudge && (Improvement < 0.1 || (Improvement < 0.35 && IsFlat) || Recent > 0.9 * ChanceLoss);

    /// <summary>Whether the loss is where it was a quarter of the run ago, to two hundredths of that level.</summary>
    public bool IsFlat => CanJudge && double.IsFinite(Earlier) && Recent > Earlier - (0.02 * Math.Abs(Earlier));

    /// <summary>Takes a step.</summary>
    public void Add(in StepRecord step)
    {
        if (step.Step <= Step)
            Rewind();
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
        state.SetWindow("start", _start);
        state.SetWindow("recent", _recent);
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
        state.GetWindow("start", _start);
        state.GetWindow("recent", _recent);
        state.GetWindow("earlier", _earlier);
        _between.Clear();
        foreach (var loss in state.Doubles("between"))
            _between.Enqueue(loss);
    }

    // After a roll-back the windows hold what led to it; the start of the run remains what it was.
    private void Rewind()
    {
        _recent.Clear();
        _earlier.Clear();
        _between.Clear();
    }
}
