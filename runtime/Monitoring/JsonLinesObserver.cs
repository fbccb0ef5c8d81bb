using System.Text.Json;
using StableModels.Training;

namespace StableModels.Monitoring;

/// <summary>
/// One JSON object a line and a line a step, for notebooks and log shippers. Values that are not finite are null; a finding is a line with
/// <c>finding</c> in it. A checkpoint has every line of its steps on the disk. A resumed run appends to the file it has: of steps that are taken
/// again, the later line counts. A hidden lock file beside it keeps a second run from writing between its lines; reading is free.
/// </summary>
public sealed class JsonLinesObserver : LogObserver, ITrainingObserver, IDisposable
{
    private readonly RunLock _lock;
    private readonly FileStream _file;
    private readonly MemoryStream _pending = new();
    private readonly Utf8JsonWriter _json;
    private readonly long _flushEvery;
    private long _lines;

    // What waits for a disk that takes nothing; more than that is dropped.
    private const long MostThatWaits = 16 << 20;

    /// <summary>Opens or makes the file.</summary>
    /// <param name="path">The file; its folder is made when needed.</param>
    /// <param name="flushEvery">Lines after which they are written out; a finding and a checkpoint write at once.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="flushEvery"/> is not positive.</exception>
    /// <exception cref="IOException">The file cannot be opened, or another run writes to it.</exception>
    public JsonLinesObserver(string path, int flushEvery = 100)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        OutOfRange.ThrowIfBelow(flushEvery, 1);
        _flushEvery = flushEvery;
        Target = AtomicFile.RealPath(path);
        AtomicFile.RefuseFolder(Target);
        _lock = RunLock.Take(Path.Combine(Path.GetDirectoryName(Target)!, $".{Path.GetFileName(Target)}.lock"), $"log '{Target}'");
        try
        {
            _file = new FileStream(Target, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _lock.Dispose();
            throw new IOException($"The log '{Target}' cannot be opened: {SystemReason.Of(exception)} Choose another file or change its permissions.", exception);
        }
        if (!_file.CanSeek)
        {
            _file.Dispose();
            _lock.Dispose();
            throw new IOException($"The log '{Target}' is a device or a pipe, from which half a line cannot be taken back. Name a file.");
        }
        _json = new Utf8JsonWriter(_pending);
    }

    /// <inheritdoc/>
    protected override string Target { get; }

    /// <inheritdoc/>
    public override void Record(in StepRecord step)
    {
        _json.WriteStartObject();
        _json.WriteNumber("step", step.Step);
        Write("loss", step.Loss);
        Write("gradient_norm", step.GradientNorm);
        Write("clip_coefficient", step.ClipCoefficient);
        Write("learning_rate", step.LearningRate);
        if (step.LossScale is { } scale)
            Write("loss_scale", scale);
        _json.WriteBoolean("skipped", step.Skipped);
        _json.WriteNumber("elapsed_seconds", Math.Round((decimal)step.Elapsed.TotalSeconds, 6));
        EndLine();
        if (++_lines % _flushEvery == 0)
            Try(WriteOut);
    }

    /// <inheritdoc/>
    public override void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _json.WriteStartObject();
        _json.WriteString("finding", finding.Name);
        _json.WriteString("severity", finding.Severity.ToString());
        _json.WriteNumber("step", finding.Step);
        if (finding.Layer is not null)
            _json.WriteString("layer", finding.Layer);
        _json.WriteString("evidence", finding.Evidence);
        _json.WriteString("advice", finding.Advice);
        if (finding.Link is not null)
            _json.WriteString("link", finding.Link.AbsoluteUri);
        EndLine();
        Try(WriteOut);
    }

    /// <inheritdoc/>
    void ITrainingObserver.OnSaved(Trainer trainer, string path)
    {
        Flush();
        Try(WriteOut);
    }

    /// <summary>Writes out the lines that wait and closes the file.</summary>
    /// <exception cref="IOException">They could not be written, and no finding has said so.</exception>
    public void Dispose()
    {
        if (!_file.CanWrite)
            return;
        try
        {
            Flush();
            WriteOut();
        }
        catch (IOException) when (IsProblemTold)
        {
            // Said already.
        }
        finally
        {
            _json.Dispose();
            _file.Dispose();
            _lock.Dispose();
        }
    }

    // All lines or none, so that a disk with room for half a line leaves no half line.
    private void WriteOut()
    {
        var end = _file.Position;
        try
        {
            _file.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length));
            _pending.SetLength(0);
        }
        catch
        {
            _file.SetLength(end);
            if (_pending.Length > MostThatWaits)
                _pending.SetLength(0);
            throw;
        }
    }

    private void Write(string name, double value)
    {
        if (double.IsFinite(value))
            _json.WriteNumber(name, value);
        else
            _json.WriteNull(name);
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _pending.WriteByte((byte)'\n');
    }
}
