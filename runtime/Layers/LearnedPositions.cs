using StableModels.Initialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Adds a learned vector to each position of a sequence: <c>x[..., t, :] + weight[t]</c> (Gehring et al. 2017; GPT-2).</summary>
/// <remarks>Shapes: [..., time, width] to the same, time at most context. Parameter: <c>weight</c> [context, width].</remarks>
public sealed class LearnedPositions : Layer
{
    /// <summary>Creates the table and draws it (<see cref="reset_parameters(InitialLaw, Generator)"/>).</summary>
    /// <param name="context">The longest sequence.</param>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="drawn">Whether to draw the table now; false when the caller does it, with <c>reset_parameters</c>, before anything else.</param>
    public LearnedPositions(long context, long width, bool drawn = true)
        : base(nameof(LearnedPositions))
    {
        OutOfRange.ThrowIfBelow(context, 1);
        OutOfRange.ThrowIfBelow(width, 1);
        Context = context;
        register_empty("weight", context, width);
        if (drawn)
            reset_parameters();
    }

    /// <summary>The longest sequence.</summary>
    public long Context { get; }

    /// <summary>The table, [context, width].</summary>
    public Parameter weight
    {
        get => parameter("weight");
        set => replace_parameter("weight", value);
    }

    /// <summary>Draws the table.</summary>
    /// <param name="law">Its law; N(0, 0.02²), as GPT-2's, when null.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw? law = null, Generator? generator = null) =>
        (law ?? new Initialization.Normal(0.02)).Apply(weight, generator);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var length = input.shape[^2];
        if (length == Context)
            return input + weight;
        if (length > Context)
            throw new ArgumentException($"A sequence of {length} positions is longer than the context of {Context} that this layer was made for: shorten it, or make the model with a longer context.", nameof(input));
        using var used = weight.narrow(0, 0, length);
        return input + used;
    }
}
