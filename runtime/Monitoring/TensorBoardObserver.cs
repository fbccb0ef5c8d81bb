using StableModels.Monitoring.Detection;
using TorchSharp;
using TorchSharp.Modules;

namespace StableModels.Monitoring;

/// <summary>
/// Writes a run as TensorBoard events: loss, gradient norm, clip rate, learning rate and loss scale as scalars, per-parameter norms and update
/// ratios at each reading, findings as text. Tags follow the usual names (<c>loss/train</c>, <c>grad_norm/total</c>, <c>grad_norm/NAME</c>).
/// </summary>
public sealed class TensorBoardObserver : LogObserver, IDisposable
{
    private readonly RunLock _lock;
    private readonly SummaryWriter _writer;
    private readonly RollingRate _clipRate = new();

    /// <summary>Writes into a folder.</summary>
    /// <param name="logFolder">The folder to give to <c>tensorboard --logdir</c>; one sub-folder a run lets it compare them.</param>
    /// <exception cref="IOException">The folder cannot be written, or another run writes into it: TensorBoard draws all events of a folder as one run.</exception>
    public TensorBoardObserver(string logFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(logFolder);
        Target = Path.GetFullPath(logFolder);
        _lock = RunLock.Take(Path.Combine(Target, ".tensorboard.lock"), $"TensorBoard folder '{Target}'");
        try
        {
            _writer = torch.utils.tensorboard.SummaryWriter(Target);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override string Target { get; }

    /// <inheritdoc/>
    public override void Record(in StepRecord step)
    {
        var taken = step;
        _clipRate.Add(taken.Clipped);
        Try(() => Write(taken));
    }

    private void Write(in StepRecord step)
    {
        Write("loss/train", step.Loss, step.Step);
        Write("grad_norm/total", step.GradientNorm, step.Step);
        Write("clip/coefficient", step.ClipCoefficient, step.Step);
        Write("clip/rate", _clipRate.Value, step.Step);
        Write("learning_rate", step.LearningRate, step.Step);
        if (step.LossScale is { } scale)
            Write("loss_scale", scale, step.Step);
        if (step.Skipped)
            Write("skipped", 1, step.Step);
    }

    /// <inheritdoc/>
    public override void Add(LayerReading reading)
    {
        base.Add(reading);
        Try(() => Write(reading));
    }

    private void Write(LayerReading reading)
    {
        for (var i = 0; i < reading.Parameters.Count; i++)
        {
            var name = reading.Parameters[i].Name;
            Write($"grad_norm/{name}", reading.GradientNorm[i], reading.Step);
            Write($"weight_norm/{name}", reading.WeightNorm[i], reading.Step);
            if (double.IsFinite(reading.UpdateRatio[i]))
                Write($"update_ratio/{name}", reading.UpdateRatio[i], reading.Step);
        }
    }

    /// <inheritdoc/>
    public override void Add(Finding finding)
    {
        base.Add(finding);
        Try(() => _writer.add_text($"findings/{finding.Name}", finding.ToString(), (int)finding.Step));
    }

    /// <summary>Passes on the steps that wait, and lets the next run into the folder.</summary>
    public void Dispose()
    {
        Flush();
        _lock.Dispose();
    }

    private void Write(string tag, double value, long step) => _writer.add_scalar(tag, (float)value, (int)step);
}
