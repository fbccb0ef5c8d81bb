using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace StableModels.Monitoring;

/// <summary>
/// The live view of a run: a progress bar, loss, gradient norm, clip rate, learning rate, steps a second, the time left and the loss as a small
/// curve. Where the console is not interactive (output redirected, CI) it prints a plain line from time to time instead.
/// </summary>
public sealed class ConsoleProgress : StepObserver, IDisposable
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private readonly string _name;
    private readonly long _totalSteps;
    private readonly TimeSpan _lineInterval;
    private readonly RollingRate _clipRate = new();
    private readonly BoundedSeries _loss = new(256);
    private readonly Queue<(long Step, TimeSpan Elapsed)> _speed = new();
    private readonly List<Finding> _findings = [];
    private readonly ManualResetEventSlim _done = new();
    private readonly Stopwatch _sinceLine = new();
    private readonly Task? _live;
    private StepRecord _last;
    private IRenderable _picture = Text.Empty;
    private long _printedStep = -1;
    private bool _hasStep;
    private bool _disposed;

    /// <summary>Starts the view.</summary>
    /// <param name="name">What the run is called.</param>
    /// <param name="totalSteps">The steps of the whole run.</param>
    /// <param name="console">Where to draw; the process's console by default.</param>
    /// <param name="lineInterval">Time between plain lines; five seconds by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="totalSteps"/> is not positive.</exception>
    public ConsoleProgress(string name, long totalSteps, IAnsiConsole? console = null, TimeSpan? lineInterval = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        OutOfRange.ThrowIfBelow(totalSteps, 1);
        _name = name;
        _totalSteps = totalSteps;
        _console = console ?? AnsiConsole.Console;
        _lineInterval = lineInterval ?? TimeSpan.FromSeconds(5);
        if (_console.Profile.Capabilities is { Interactive: true, Ansi: true })
            _live = Task.Run(DrawUntilDone);
    }

    /// <inheritdoc/>
    public override void Record(in StepRecord step)
    {
        if (_hasStep && step.Step <= _last.Step)
            _speed.Clear();
        _clipRate.Add(step.Clipped);
        _loss.Add(step.Step, step.Loss);
        _speed.Enqueue((step.Step, step.Elapsed));
        if (_speed.Count > 50)
            _speed.Dequeue();
        _last = step;
        var first = !_hasStep;
        _hasStep = true;

        if (_live is not null)
        {
            if (first || _sinceLine.Elapsed >= s_redraw)
                Redraw();
        }
        else if (first || _sinceLine.Elapsed >= _lineInterval)
        {
            PrintLine();
        }
    }

    /// <inheritdoc/>
    public override void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _findings.Add(finding);
        if (_live is null)
            _console.Profile.Out.Writer.WriteLine($"{_name}: {finding.Severity.ToString().ToLowerInvariant()}: {finding}");
        else
            Redraw();
    }

    /// <summary>Draws the last state and leaves it on the screen.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Flush();
        if (_live is not null)
        {
            Redraw();
            _done.Set();
            _live.GetAwaiter().GetResult();
        }
        else if (_hasStep && _printedStep != _last.Step)
        {
            PrintLine();
        }
        _done.Dispose();
    }

    private void PrintLine()
    {
        _sinceLine.Restart();
        _printedStep = _last.Step;
        _console.Profile.Out.Writer.WriteLine(Figures().Line(_name));
    }

    private void Redraw()
    {
        _sinceLine.Restart();
        Volatile.Write(ref _picture, _hasStep ? Picture() : Text.Empty);
    }

    // The picture is drawn by a thread of its own, so that a slow terminal does not slow the training down.
    private void DrawUntilDone() => _console.Live(Text.Empty).Start(live =>
    {
        while (!_done.Wait(s_redraw))
            live.UpdateTarget(Volatile.Read(ref _picture));
        live.UpdateTarget(Volatile.Read(ref _picture));
    });

    private ConsoleFigures Figures() => new(_last, _totalSteps, _clipRate, Speed());

    // Over the last fifty steps, so that a pause for a checkpoint is soon forgotten.
    private double Speed()
    {
        if (_speed.Count < 2)
            return 0;
        var from = _speed.Peek();
        var seconds = (_last.Elapsed - from.Elapsed).TotalSeconds;
        return seconds > 0 ? (_last.Step - from.Step) / seconds : 0;
    }

    private Rows Picture()
    {
        var figures = Figures();
        var width = Math.Clamp(_console.Profile.Width - 48, 10, 60);
        var filled = (int)Math.Round(figures.Progress * width);
        var bad = !double.IsFinite(_last.Loss) || !double.IsFinite(_last.GradientNorm);
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(_name)}[/]  [{(bad ? "red" : "green")}]{new string('━', filled)}[/][grey]{new string('─', width - filled)}[/] {figures.Progress,4:P0}  step {_last.Step}/{_totalSteps}  {ConsoleFigures.Time(_last.Elapsed)}{(figures.Remaining is { } left ? $" [grey]left {ConsoleFigures.Time(left)}[/]" : "")}"),
            new Markup($"loss [bold]{figures.Loss}[/]  gradient norm [bold]{figures.GradientNorm}[/]{(figures.Clipped is { } clipped ? $"  clipped [bold]{clipped}[/]" : "")}  learning rate [bold]{figures.LearningRate}[/]{(figures.Speed is { } speed ? $"  [bold]{speed}[/] steps/s" : "")}"),
            new Markup($"[grey]loss[/] [blue]{Sparkline.Of(_loss, Math.Clamp(_console.Profile.Width - 6, 10, 100))}[/]"),
        };
        foreach (var finding in _findings.TakeLast(3))
            rows.Add(new Markup($"[{(finding.Severity == Severity.Error ? "red" : "yellow")}]{Markup.Escape(finding.ToString())}[/]"));
        return new Rows(rows);
    }
}
