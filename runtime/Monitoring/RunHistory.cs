using System.Text.Json;
using StableModels.Monitoring.Detection;
using StableModels.Training;

namespace StableModels.Monitoring;

/// <summary>
/// The curves of one run, in bounded memory: loss, gradient norm, clip rate, learning rate and loss scale, the findings and what
/// else a report shows. <see cref="Report.HtmlReport"/> draws one or several of them.
/// </summary>
public sealed class RunHistory : StepObserver, IStateful
{
    /// <summary>Findings kept; later ones are counted in <see cref="FindingsLeftOut"/>.</summary>
    public const int MostFindings = 100;

    private readonly List<Finding> _findings = [];
    private readonly List<KeyValuePair<string, string>> _facts = [];
    private readonly List<LayerHistory> _layers = [];
    private readonly RollingRate _clipRate = new();
    private long _steps;
    private long _clipped;

    /// <summary>An empty history.</summary>
    /// <param name="name">How the report calls the run.</param>
    /// <param name="capacity">Points kept of each curve.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RunHistory(string name, int capacity = 2048)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Loss = new(capacity);
        GradientNorm = new(capacity);
        ClipRate = new(capacity);
        LearningRate = new(capacity);
        LossScale = new(capacity);
    }

    /// <summary>How the report calls the run.</summary>
    public string Name { get; }

    /// <summary>The norm above which gradients are clipped, drawn as a line; null without one.</summary>
    public double? ClipThreshold { get; set; }

    /// <summary>The loss of each step.</summary>
    public BoundedSeries Loss { get; }

    /// <summary>The gradient norm before clipping.</summary>
    public BoundedSeries GradientNorm { get; }

    /// <summary>The share of the last 200 steps that were clipped.</summary>
    public BoundedSeries ClipRate { get; }

    /// <summary>The learning rate.</summary>
    public BoundedSeries LearningRate { get; }

    /// <summary>The loss scale of mixed precision; empty without one.</summary>
    public BoundedSeries LossScale { get; }

    /// <summary>Per-layer values over time, one heat map each.</summary>
    public IReadOnlyList<LayerHistory> Layers => _layers;

    /// <summary>What was found, in the order in which it was found.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>How many findings came after the first <see cref="MostFindings"/>.</summary>
    public int FindingsLeftOut { get; private set; }

    /// <summary>Names and values shown below the run's name, for example the number of parameters.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts => _facts;

    /// <summary>The last step that was recorded.</summary>
    public StepRecord Last { get; private set; }

    /// <summary>The lowest finite loss, or NaN before the first.</summary>
    public double LowestLoss { get; private set; } = double.NaN;

    /// <summary>The largest finite gradient norm, or NaN before the first.</summary>
    public double LargestGradientNorm { get; private set; } = double.NaN;

    /// <summary>Steps that were left out because of a gradient that was not finite.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>How often training went back to an earlier step.</summary>
    public int RollBacks { get; private set; }

    /// <summary>The share of all steps that were clipped.</summary>
    public double ClippedFraction => _steps == 0 ? 0 : (double)_clipped / _steps;

    /// <summary>Adds a step. An earlier step than the last means that training went back: the curves go on from there.</summary>
    public override void Record(in StepRecord step)
    {
        if (_steps > 0 && step.Step <= Last.Step)
        {
            RollBacks++;
            _clipRate.Clear();
        }
        _steps++;
        _clipped += step.Clipped ? 1 : 0;
        SkippedSteps += step.Skipped ? 1 : 0;
        _clipRate.Add(step.Clipped);

        Loss.Add(step.Step, step.Loss);
        GradientNorm.Add(step.Step, step.GradientNorm);
        ClipRate.Add(step.Step, _clipRate.Value);
        LearningRate.Add(step.Step, step.LearningRate);
        ClipThreshold = step.ClipThreshold ?? ClipThreshold;
        if (step.LossScale is { } scale)
            LossScale.Add(step.Step, scale);

        if (double.IsFinite(step.Loss) && !(step.Loss >= LowestLoss))
            LowestLoss = step.Loss;
        if (double.IsFinite(step.GradientNorm) && !(step.GradientNorm <= LargestGradientNorm))
            LargestGradientNorm = step.GradientNorm;
        Last = step;
    }

    /// <summary>Adds a finding, marked on the curves at its step.</summary>
    public override void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (_findings.Count < MostFindings)
            _findings.Add(finding);
        else
            FindingsLeftOut++;
    }

    /// <summary>Adds a reading to the heat maps of gradient norms and update ratios.</summary>
    public override void Add(LayerReading reading)
    {
        base.Add(reading);
        string[] names = [.. reading.Parameters.Select(parameter => parameter.Name)];
        LayersOf("Gradient norm per parameter", names).Add(reading.Step, reading.GradientNorm);
        if (Array.Exists(reading.UpdateRatio, double.IsFinite))
            LayersOf("Update over weight per parameter", names).Add(reading.Step, reading.UpdateRatio);
    }

    /// <summary>Adds or replaces a fact.</summary>
    public void Describe(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        _facts.RemoveAll(fact => string.Equals(fact.Key, name, StringComparison.Ordinal));
        _facts.Add(new(name, value));
    }

    /// <summary>Puts curves, heat maps, findings and counts into a checkpoint, so that the report of a resumed run shows it from its start.</summary>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Flush();
        state.Set("steps", _steps);
        state.Set("clipped", _clipped);
        state.SetWindow("clip_rate", _clipRate.Steps);
        state.Set("skipped", SkippedSteps);
        state.Set("roll_backs", (long)RollBacks);
        state.Set("lowest_loss", LowestLoss);
        state.Set("largest_gradient_norm", LargestGradientNorm);
        state.Set("clip_threshold", ClipThreshold ?? double.NaN);
        state.SetDoubles("last", [Last.Step, Last.Loss, Last.GradientNorm, Last.ClipCoefficient, Last.LearningRate, Last.Elapsed.Ticks]);
        foreach (var (name, series) in Curves())
            series.Save(state.Under(name));
        state.Set("heat_maps", _layers.Count);
        for (var i = 0; i < _layers.Count; i++)
            _layers[i].Save(state.Under($"heat_map.{i}"));
        state.Set("findings_left_out", (long)FindingsLeftOut);
        state.Set("findings", JsonSerializer.Serialize(_findings, FindingJson.Default.ListFinding));
    }

    /// <inheritdoc/>
    public void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _steps = state.Int64("steps");
        _clipped = state.Int64("clipped");
        state.GetWindow("clip_rate", _clipRate.Steps);
        SkippedSteps = state.Int64("skipped");
        RollBacks = (int)state.Int64("roll_backs");
        LowestLoss = state.Double("lowest_loss");
        LargestGradientNorm = state.Double("largest_gradient_norm");
        ClipThreshold = state.Double("clip_threshold") is var threshold && double.IsNaN(threshold) ? null : threshold;
        var last = state.Doubles("last");
        Last = new StepRecord((long)last[0], last[1], last[2], last[3], last[4]) { Elapsed = TimeSpan.FromTicks((long)last[5]) };
        ResumeClock(Last.Elapsed);
        foreach (var (name, series) in Curves())
            series.Load(state.Under(name));
        _layers.Clear();
        for (var i = 0; i < state.Int64("heat_maps"); i++)
            _layers.Add(LayerHistory.From(state.Under($"heat_map.{i}")));
        FindingsLeftOut = (int)state.Int64("findings_left_out");
        _findings.Clear();
        _findings.AddRange(JsonSerializer.Deserialize(state.Text("findings"), FindingJson.Default.ListFinding)!);
    }

    private IEnumerable<(string Name, BoundedSeries Series)> Curves() =>
        [("loss", Loss), ("gradient_norm", GradientNorm), ("clip_rate_curve", ClipRate), ("learning_rate", LearningRate), ("loss_scale", LossScale)];

    /// <summary>The heat map of that title, made on the first call.</summary>
    /// <param name="title">What is measured, for example <c>Gradient norm per layer</c>.</param>
    /// <param name="layers">The names of the rows, first layer first.</param>
    /// <exception cref="ArgumentException">A map of that title exists with other layers.</exception>
    public LayerHistory LayersOf(string title, IReadOnlyList<string> layers)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(layers);
        var found = _layers.Find(map => string.Equals(map.Title, title, StringComparison.Ordinal));
        if (found is null)
            _layers.Add(found = new(title, layers));
        else if (!found.Layers.SequenceEqual(layers, StringComparer.Ordinal))
            throw new ArgumentException($"'{title}' is already recorded for other layers; give the second map another title.", nameof(layers));
        return found;
    }
}
