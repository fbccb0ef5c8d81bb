using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>A run of a model on one sample, in which every module is asked for the shape of its result and for its operations.</summary>
internal sealed class SampleRun
{
    private readonly Dictionary<nn.Module, Call> _calls = new(ReferenceEqualityComparer.Instance);
    private readonly List<Action> _removals = [];

    private SampleRun()
    {
    }

    /// <summary>Runs the model in evaluation mode, without gradients, and leaves it as it was.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">The shape of what comes in, without the batch.</param>
    /// <param name="takesTokens">Whether that is integers.</param>
    public static SampleRun Of(nn.Module<Tensor, Tensor> model, long[] sample, bool takesTokens)
    {
        var run = new SampleRun();
        var modules = All(model).ToList();
        var modes = modules.Select(static module => module.training).ToList();
        var weight = model.parameters().FirstOrDefault(static p => p.is_floating_point());
        try
        {
            modules.ForEach(run.Listen);
            model.eval();
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            model.call(zeros([1, .. sample], takesTokens ? ScalarType.Int64 : weight?.dtype ?? ScalarType.Float32, weight?.device ?? CPU));
        }
        finally
        {
            run._removals.ForEach(static remove => remove());

            // From the outside in: the mode of a module is also that of what it holds.
            for (var i = 0; i < modules.Count; i++)
            {
                modules[i].train(modes[i]);
            }
        }

        return run;
    }

    /// <summary>The shape that the module took; null where it was not called.</summary>
    public long[]? Input(nn.Module module) => _calls.TryGetValue(module, out var call) ? call.Input : null;

    /// <summary>The shape that it gave.</summary>
    public long[]? Output(nn.Module module) => _calls.TryGetValue(module, out var call) ? call.Output : null;

    /// <summary>The operations of the module and of all in it.</summary>
    public Operations Operations(nn.Module module)
    {
        var own = _calls.TryGetValue(module, out var call) ? call.Operations
            : Products.Of(module) == 0 ? default
            : Layers.Operations.Unknown;
        return Products.IsWhole(module) ? own : module.named_children().Aggregate(own, (sum, child) => sum + Operations(child.module));
    }

    private static IEnumerable<nn.Module> All(nn.Module module) => module.named_children().SelectMany(static child => All(child.module)).Prepend(module);

    private void Listen(nn.Module module)
    {
        switch (module)
        {
            case nn.Module<Tensor, Tensor> one:
                _removals.Add(one.register_forward_hook((_, input, output) => Heard(module, input, input, output)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor> two:
                _removals.Add(two.register_forward_hook((_, input, memory, output) => Heard(module, input, memory, output)).remove);
                break;
            case LSTM lstm:
                _removals.Add(lstm.register_forward_hook((_, input, _, result) => (Heard(module, input, input, result.Item1), result.Item2, result.Item3)).remove);
                break;
            case GRU gru:
                _removals.Add(gru.register_forward_hook((_, input, _, result) => (Heard(module, input, input, result.Item1), result.Item2)).remove);
                break;
            case RNN rnn:
                _removals.Add(rnn.register_forward_hook((_, input, _, result) => (Heard(module, input, input, result.Item1), result.Item2)).remove);
                break;
        }
    }

    private Tensor Heard(nn.Module module, Tensor input, Tensor? memory, Tensor output)
    {
        var (taken, given) = (input.shape, output.shape);
        var operations = Products.Of(module) switch
        {
            null => Layers.Operations.Unknown,
            0 => new Operations(Samples: Products.OfAttention(module, taken, memory?.shape ?? taken)),
            { } number => new Operations(Samples: number * Products.Times(module, taken, given)),
        };
        _calls[module] = new Call(taken, given, operations + (_calls.TryGetValue(module, out var before) ? before.Operations : default));
        return output;
    }

    private sealed record Call(long[] Input, long[] Output, Operations Operations);
}
