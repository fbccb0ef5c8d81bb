using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>
/// The laws of an LSTM, GRU or plain RNN: input weights of fan-in variance, recurrent weights orthogonal gate by gate (Saxe et al. 2014; Le et al. 2015), and
/// an LSTM's forget bias at 1, so that memory outlives the first steps (Gers et al. 2000; Jozefowicz et al. 2015).
/// </summary>
/// <remarks>
/// PyTorch's recurrent modules add two biases. The forget bias goes into one of them: 1 in both would start the gate at σ(2) = 0.88 instead of σ(1) = 0.73.
/// Gates lie in the order i, f, g, o, so the forget gate is rows [H, 2H).
/// </remarks>
public sealed record Recurrent
{
    private const int LstmGates = 4;

    /// <summary>The law of the weights from the input, for each gate. Fan-in unless set.</summary>
    public InitialLaw Input { get; init; } = new FanIn();

    /// <summary>The law of the weights from the hidden state, for each gate. Orthogonal unless set.</summary>
    public InitialLaw Hidden { get; init; } = new Orthogonal();

    /// <summary>What an LSTM's forget gate starts with.</summary>
    public double ForgetBias { get; init; } = 1;

    /// <summary>Draws every parameter of a recurrent module or cell anew.</summary>
    /// <param name="module">An <c>LSTM</c>, <c>GRU</c>, <c>RNN</c> or one of their cells, with PyTorch's parameter names.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    /// <exception cref="ArgumentException">The module has no recurrent weights.</exception>
    public void Apply(nn.Module module, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parameters = module.named_parameters(recurse: false).ToArray();
        var hidden = 0L;
        var gates = 0L;
        foreach (var (name, weight) in parameters)
        {
            if (!name.StartsWith("weight_hh", StringComparison.Ordinal))
                continue;
            hidden = weight.shape[1];
            gates = weight.shape[0] / hidden;
        }

        if (gates == 0)
            throw new ArgumentException($"{module.GetName()} has no weight_hh: these laws are for LSTM, GRU, RNN and their cells.", nameof(module));

        foreach (var (name, value) in parameters)
        {
            if (name.StartsWith("weight_", StringComparison.Ordinal))
            {
                var law = name.StartsWith("weight_hh", StringComparison.Ordinal) ? Hidden : Input;
                for (var gate = 0L; gate < gates; gate++)
                    law.Apply(value.narrow(0, gate * hidden, hidden), generator);
                continue;
            }

            value.zero_();
            if (gates == LstmGates && name.StartsWith("bias_ih", StringComparison.Ordinal))
                value.narrow(0, hidden, hidden).fill_(ForgetBias);
        }
    }
}
