using StableModels.Layers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Monitoring;

/// <summary>
/// Looks at what runs through a model during one step, by hooks that are there for this step only: the largest attention logit of every attention layer, and the units of every
/// ReLU that are zero for the whole batch.
/// </summary>
internal sealed class ActivationReader : IDisposable
{
    private readonly Module _model;
    private readonly List<Action> _remove = [];
    private readonly Dictionary<string, Tensor> _logits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _alive = new(StringComparer.Ordinal);

    public ActivationReader(Module model) => _model = model;

    /// <summary>Looks from now on, until <see cref="Read"/>.</summary>
    public void Arm()
    {
        Disarm();
        foreach (var (name, module) in _model.named_modules().Where(item => item.name.Length > 0).Prepend((name: _model.GetName(), module: _model)))
        {
            switch (module)
            {
                case SelfAttention attention:
                    Watch(name, attention.Core);
                    break;
                case CrossAttention attention:
                    Watch(name, attention.Core);
                    break;
                case FeedForward { Activation: Activation.Relu } network:
                    // What the second projection gets is what the activation gave.
                    _remove.Add(network.Output.register_forward_hook((_, input, output) => Count(name, input, output)).remove);
                    break;
                case Module<Tensor, Tensor> activation when activation is ActivationLayer { Activation: Activation.Relu } || activation.GetName() is "ReLU" or "ReLU6":
                    _remove.Add(activation.register_forward_hook((_, _, output) => Count(name, output, output)).remove);
                    break;
            }
        }
    }

    /// <summary>What was seen since <see cref="Arm"/>, and takes the hooks away. One host sync.</summary>
    public (IReadOnlyList<(string Layer, double Largest)> Logits, IReadOnlyList<(string Layer, double Share)> DeadUnits) Read()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var measured = _logits.Values.Select(logit => logit.to(ScalarType.Float64))
            .Concat(_alive.Values.Select(alive => 1 - alive.to(ScalarType.Float64).mean())).ToList();
        var values = measured.Count == 0 ? [] : StepScalar.ReadAll(stack(measured));
        var logits = _logits.Keys.Select((layer, i) => (layer, values[i])).ToArray();
        var dead = _alive.Keys.Select((layer, i) => (layer, values[logits.Length + i])).ToArray();
        Disarm();
        return (logits, dead);
    }

    public void Dispose() => Disarm();

    private void Disarm()
    {
        _remove.ForEach(remove => remove());
        _remove.Clear();
        foreach (var tensor in _logits.Values.Concat(_alive.Values))
            tensor.Dispose();
        _logits.Clear();
        _alive.Clear();
    }

    private void Watch(string name, AttentionCore core)
    {
        core.LargestScoreSeen = largest => Keep(_logits, name, largest, (a, b) => a.maximum(b));
        _remove.Add(() => core.LargestScoreSeen = null);
    }

    // Units are the last dimension, the second one of images.
    private Tensor Count(string name, Tensor units, Tensor output)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = units.dim() >= 4 ? units.transpose(1, -1) : units;
        Keep(_alive, name, rows.detach().reshape(-1, rows.shape[^1]).ne(0).any(0), (a, b) => a.logical_or(b));
        return output;
    }

    // Several micro-batches are one step.
    private static void Keep(Dictionary<string, Tensor> seen, string name, Tensor value, Func<Tensor, Tensor, Tensor> join)
    {
        if (seen.TryGetValue(name, out var before))
        {
            value = join(before, value);
            before.Dispose();
        }
        seen[name] = value.DetachFromDisposeScope();
    }
}
