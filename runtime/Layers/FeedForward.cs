using StableModels.Initialization;
using StableModels.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>
/// The Transformer's position-wise network: <c>fc2(act(fc1(x)))</c> (Vaswani et al. 2017), and its gated form
/// <c>fc2(a * φ(b))</c> with a and b the two halves of <c>fc1(x)</c> (Shazeer 2020).
/// </summary>
/// <remarks>
/// Shapes: [..., width] to [..., width]. Parameters: <c>fc1.weight</c> [hidden, width] ([2 hidden, width] when gated, value rows first),
/// <c>fc1.bias</c>, <c>fc2.weight</c> [width, hidden], <c>fc2.bias</c>.
/// Under mixed precision both products are computed in the half type; the result has the type of the input.
/// </remarks>
public sealed class FeedForward : Layer, IHalfCompute
{
    private readonly Linear _input;
    private readonly Linear _output;
    private readonly long _hidden;

    /// <summary>Creates the network and draws its weights (<see cref="reset_parameters(double, Generator)"/>).</summary>
    /// <param name="width">Size of the last dimension of input and output.</param>
    /// <param name="hidden">Size between the two projections; usually 4 width, or 8/3 width when gated.</param>
    /// <param name="activation">The non-linearity; a gated one doubles the first projection.</param>
    /// <param name="bias">Whether both projections add a bias.</param>
    /// <param name="dropout">The share of the hidden values that training drops.</param>
    /// <param name="drawn">Whether to draw the weights now. With false they stay 0 until <c>reset_parameters</c> is called: for a class that does so in its own constructor, as declared classes do.</param>
    public FeedForward(long width, long hidden, Activation activation = Activation.Gelu, bool bias = true, double dropout = 0, bool drawn = true)
        : base(nameof(FeedForward))
    {
        OutOfRange.ThrowIfBelow(width, 1);
        OutOfRange.ThrowIfBelow(hidden, 1);
        Dropout = Probability.Checked(dropout);
        Activation = activation;
        _hidden = hidden;
        _input = Projection.Of(width, activation.IsGated() ? 2 * hidden : hidden, bias);
        _output = Projection.Of(hidden, width, bias);
        register_module("fc1", _input);
        register_module("fc2", _output);
        if (drawn)
            reset_parameters();
    }

    /// <summary>The projection into the hidden size.</summary>
    public Linear Input => _input;

    /// <summary>The projection back: the last one of a residual branch, hence the one that is scaled with depth.</summary>
    public Linear Output => _output;

    /// <summary>The non-linearity between them.</summary>
    public Activation Activation { get; }

    /// <summary>The share of the hidden values that training drops.</summary>
    public double Dropout { get; }

    /// <summary>
    /// Fan-in initialisation: <c>fc1</c> gain / √width with the gain of the activation (the value half of a gated one: 1 / √width),
    /// <c>fc2</c> residualScale / √hidden, biases 0.
    /// </summary>
    /// <param name="residualScale">The depth scale of the branch that this layer ends; see <see cref="DepthScale"/>.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(double residualScale = 1, Generator? generator = null) =>
        reset_parameters(new FanIn(Activation), new FanIn().Times(residualScale), generator: generator);

    /// <summary>Draws the weights from given laws; biases become 0.</summary>
    /// <param name="input">The law of <c>fc1</c>; of its gate half when the activation is gated.</param>
    /// <param name="output">The law of <c>fc2</c>.</param>
    /// <param name="value">The law of the value half of a gated <c>fc1</c>; 1 / √fan_in when null.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw input, InitialLaw output, InitialLaw? value = null, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (Activation.IsGated())
        {
            Rows.Apply(value ?? new FanIn(), _input.weight, 0, _hidden, generator);
            Rows.Apply(input, _input.weight, _hidden, _hidden, generator);
        }
        else
        {
            input.Apply(_input.weight, generator);
        }

        output.Apply(_output.weight, generator);
        Rows.Zero(_input.bias);
        Rows.Zero(_output.bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var hidden = Activation.Apply(_input.call(Cast.Like(input, _input.weight)));
        if (training && Dropout > 0)
            hidden = F.dropout(hidden, Dropout, true);
        return Cast.To(_output.call(hidden), input.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ToHalf(ScalarType type)
    {
        _input.to(type);
        _output.to(type);
    }
}
