using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// Named tensors and numbers: what a checkpoint or an in-memory snapshot holds of the trainer. Numbers are kept as text that
/// gives the same bits back.
/// </summary>
public sealed class TrainingState : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly Dictionary<string, string> _values;
    private readonly string _prefix;

    /// <summary>An empty state.</summary>
    public TrainingState()
        : this(new(StringComparer.Ordinal), new(StringComparer.Ordinal), "")
    {
    }

    private TrainingState(Dictionary<string, Tensor> tensors, Dictionary<string, string> values, string prefix)
    {
        _tensors = tensors;
        _values = values;
        _prefix = prefix;
    }

    internal static TrainingState Of(Dictionary<string, Tensor> tensors, Dictionary<string, string> values) => new(tensors, values, "");

    /// <summary>All tensors by full name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>All numbers and texts by full name.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The same store, with <paramref name="name"/> and a dot before every name.</summary>
    public TrainingState Under(string name) => new(_tensors, _values, $"{_prefix}{name}.");

    /// <summary>Puts a tensor; it is not copied.</summary>
    public void Set(string name, Tensor value) => _tensors[_prefix + name] = value;

    /// <summary>Puts a number.</summary>
    public void Set(string name, double value) => _values[_prefix + name] = value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Puts a number.</summary>
    public void Set(string name, long value) => _values[_prefix + name] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts a text.</summary>
    public void Set(string name, string value) => _values[_prefix + name] = value;

    /// <summary>Whether a tensor or a number has this name.</summary>
    public bool Has(string name) => _tensors.ContainsKey(_prefix + name) || _values.ContainsKey(_prefix + name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public Tensor Tensor(string name) => _tensors.TryGetValue(_prefix + name, out var value) ? value : throw Missing(name);

    /// <summary>The tensor of that name, which is to be copied into another.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="like">The one that it is copied into: shape and type must be the same.</param>
    /// <exception cref="CheckpointException">There is none, or it does not fit.</exception>
    public Tensor Tensor(string name, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        var value = Tensor(name);
        return value.dtype == like.dtype && value.shape.AsSpan().SequenceEqual(like.shape)
            ? value
            : throw new CheckpointException(
                $"The saved state's '{_prefix}{name}' is {value.dtype} of shape [{string.Join(", ", value.shape)}] where this run has {like.dtype} of shape [{string.Join(", ", like.shape)}]: " +
                "it comes from a run with another model, other frozen parameters or other settings. Resume with those that it was saved with, or start a new run.");
    }

    /// <summary>The elements of the FP64 tensor of that name, row by row.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public double[] Elements(string name)
    {
        using var onHost = Tensor(name).cpu();
        // TorchSharp's accessor cannot read a tensor without elements.
        return onHost.numel() == 0 ? [] : onHost.data<double>().ToArray();
    }

    /// <summary>The number of that name.</summary>
    /// <exception cref="CheckpointException">There is none, or it is no number.</exception>
    public double Double(string name) => double.TryParse(Text(name), CultureInfo.InvariantCulture, out var value) ? value : throw NoNumber(name);

    /// <summary>The number of that name.</summary>
    /// <exception cref="CheckpointException">There is none, or it is no number.</exception>
    public long Int64(string name) => long.TryParse(Text(name), CultureInfo.InvariantCulture, out var value) ? value : throw NoNumber(name);

    /// <summary>The text of that name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public string Text(string name) => _values.TryGetValue(_prefix + name, out var value) ? value : throw Missing(name);

    /// <summary>A copy that later training does not change: every tensor is cloned, outside of any dispose scope.</summary>
    public TrainingState Clone() => Clone(null, null);

    /// <summary>The same, on a device, into the memory of a state that is no longer needed as far as it fits. What is taken from that one is no longer its own.</summary>
    internal TrainingState Clone(Device? device, TrainingState? scrap)
    {
        using var noGrad = torch.no_grad();
        var copy = new TrainingState(new(StringComparer.Ordinal), new(_values, StringComparer.Ordinal), "");
        foreach (var (name, tensor) in _tensors)
        {
            if (scrap?.TakeLike(name, tensor, device ?? tensor.device) is { } memory)
            {
                copy._tensors.Add(name, memory.copy_(tensor));
            }
            else
            {
                copy._tensors.Add(name, (device is null ? tensor.clone() : tensor.to(device, copy: true)).DetachFromDisposeScope());
            }
        }

        return copy;
    }

    /// <summary>Frees the tensors; meant for clones and for what was read from a file.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor? TakeLike(string name, Tensor tensor, Device device) =>
        _tensors.TryGetValue(name, out var own) && own.dtype == tensor.dtype && own.device_type == device.type && own.shape.AsSpan().SequenceEqual(tensor.shape) && _tensors.Remove(name)
            ? own
            : null;

    private CheckpointException NoNumber(string name) => new($"The saved state's '{_prefix}{name}' is '{Text(name)}', which is no number: it was not written by this library. Resume from another checkpoint.");

    private CheckpointException Missing(string name) => new(
        $"The saved state has no '{_prefix}{name}', so it comes from a run with another model, plan or other observers. Resume with those that it was saved with, or start a new run.");
}
