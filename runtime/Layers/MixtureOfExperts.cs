using StableModels.Initialization;
using StableModels.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>
/// A feed-forward layer of several experts, of which each token visits the <c>topK</c> that a router picks (Shazeer et al. 2017; Lepikhin et al. 2020, GShard; Fedus et al. 2021, Switch).
/// All shapes are fixed by the capacity, so nothing waits for the device.
/// </summary>
/// <remarks>
/// <para>Shapes: [..., width] to the same. Parameters: <c>router.weight</c> [experts, width], <c>fc1_weight</c> [experts, hidden, width] ([experts, 2 hidden, width] when gated, value rows first),
/// <c>fc1_bias</c> [experts * hidden], <c>fc2_weight</c> [experts, width, hidden], <c>fc2_bias</c> [experts * width]: biases stay vectors, so that what tells weights from biases by their rank is right.</para>
/// <para>The router runs in FP32 at least. <see cref="AuxiliaryLoss"/> is <c>zLoss mean(logsumexp(logits)²)</c> (Zoph et al. 2022, ST-MoE), which keeps the router's logits small, plus
/// <c>balanceLoss experts Σ fₑ pₑ</c> (Switch), f the share of choices and p the mean probability of an expert: 1 when all experts are used alike.</para>
/// <para>An expert takes at most <c>capacityFactor * topK * tokens / experts</c> tokens, first choices before second ones; what comes later gets 0 from it, and the residual connection carries the token on.</para>
/// </remarks>
public sealed class MixtureOfExperts : Layer, IAuxiliaryLoss, IHalfCompute
{
    private static readonly long[] LastDimension = [-1];
    private readonly Linear _router;
    private readonly long _width;
    private readonly long _hidden;
    private readonly long _experts;
    private readonly int _topK;
    private readonly bool _hasBias;
    private readonly double _capacityFactor;
    private readonly double _zLoss;
    private readonly double _balanceLoss;
    private Tensor? _auxiliaryLoss;

    /// <summary>Creates the layer and draws its weights (<see cref="reset_parameters(double, Generator)"/>).</summary>
    /// <param name="width">Size of the last dimension of input and output.</param>
    /// <param name="hidden">Size inside each expert.</param>
    /// <param name="experts">How many experts there are.</param>
    /// <param name="topK">How many of them a token visits. With 1 an expert's output is weighted by its probability (Switch), with more by the probabilities of the chosen, which sum to 1.</param>
    /// <param name="activation">The experts' non-linearity; a gated one doubles their first projection.</param>
    /// <param name="bias">Whether the experts' projections add a bias.</param>
    /// <param name="capacityFactor">How much more than its even share an expert may take; 0 means everything, at the price of experts / topK times the work.</param>
    /// <param name="zLoss">The coefficient of the router's z-loss.</param>
    /// <param name="balanceLoss">The coefficient of the load-balancing loss.</param>
    /// <param name="drawn">Whether to draw the weights now. With false they stay 0 until <c>reset_parameters</c> is called: for a class that does so in its own constructor, as declared classes do.</param>
    public MixtureOfExperts(
        long width,
        long hidden,
        long experts,
        long topK = 2,
        Activation activation = Activation.Gelu,
        bool bias = false,
        double capacityFactor = 1.25,
        double zLoss = 1e-3,
        double balanceLoss = 1e-2,
        bool drawn = true)
        : base(nameof(MixtureOfExperts))
    {
        OutOfRange.ThrowIfBelow(width, 1);
        OutOfRange.ThrowIfBelow(hidden, 1);
        OutOfRange.ThrowIfBelow(experts, 1);
        OutOfRange.ThrowIfBelow(topK, 1);
        OutOfRange.ThrowIfAbove(topK, experts);
        OutOfRange.ThrowIfBelow(capacityFactor, 0);
        OutOfRange.ThrowIfBelow(zLoss, 0);
        OutOfRange.ThrowIfBelow(balanceLoss, 0);
        (_width, _hidden, _experts, _topK, _hasBias) = (width, hidden, experts, (int)topK, bias);
        (_capacityFactor, _zLoss, _balanceLoss) = (capacityFactor, zLoss, balanceLoss);
        Activation = activation;

        _router = Projection.Of(width, experts, bias: false);
        register_module("router", _router);
        var rows = activation.IsGated() ? 2 * hidden : hidden;
        register_empty("fc1_weight", experts, rows, width);
        if (bias)
            register_empty("fc1_bias", experts * rows);
        register_empty("fc2_weight", experts, width, hidden);
        if (bias)
            register_empty("fc2_bias", experts * width);
        if (drawn)
        {
            reset_parameters();
            return;
        }

        foreach (var (_, parameter) in named_parameters(recurse: false))
            Rows.Zero(parameter);
    }

    /// <summary>The experts' non-linearity.</summary>
    public Activation Activation { get; }

    /// <summary>The projection to one logit per expert.</summary>
    public Linear Router => _router;

    /// <summary>Two for each weight that a token meets: the router and the experts that it visits.</summary>
    internal long OperationsPerToken => 2 * ((_experts * _width) + (_topK * (Activation.IsGated() ? 3 : 2) * _width * _hidden));

    /// <inheritdoc/>
    public Tensor? AuxiliaryLoss => _auxiliaryLoss;

    /// <inheritdoc/>
    public bool HasAuxiliaryLoss => _zLoss > 0 || _balanceLoss > 0;

    /// <inheritdoc/>
    public Tensor? TakeAuxiliaryLoss()
    {
        var loss = _auxiliaryLoss;
        _auxiliaryLoss = null;
        return loss;
    }

    /// <summary>
    /// Router N(0, 0.02²), so that it starts undecided; each expert as <see cref="FeedForward"/>: first projection gain / √width, second residualScale / √hidden, biases 0.
    /// </summary>
    /// <param name="residualScale">The depth scale of the branch that this layer ends; see <see cref="DepthScale"/>.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(double residualScale = 1, Generator? generator = null) =>
        reset_parameters(new FanIn(Activation), new FanIn().Times(residualScale), generator: generator);

    /// <summary>Draws the experts from given laws, each with fans of its own; the router N(0, 0.02²), biases 0.</summary>
    /// <param name="input">The law of every expert's first projection; of its gate half when the activation is gated.</param>
    /// <param name="output">The law of every expert's second projection.</param>
    /// <param name="value">The law of the value half of a gated first projection; 1 / √fan_in when null.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw input, InitialLaw output, InitialLaw? value = null, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        new Initialization.Normal(0.02).Apply(_router.weight, generator);
        for (var expert = 0L; expert < _experts; expert++)
        {
            var first = parameter("fc1_weight").select(0, expert);
            var gate = first.shape[0] - _hidden;
            if (gate > 0)
                Rows.Apply(value ?? new FanIn(), first, 0, _hidden, generator);
            Rows.Apply(input, first, gate, _hidden, generator);
            output.Apply(parameter("fc2_weight").select(0, expert), generator);
        }

        if (!_hasBias)
            return;
        Rows.Zero(parameter("fc1_bias"));
        Rows.Zero(parameter("fc2_bias"));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var arrived = input.reshape(-1, _width);
        var count = arrived.shape[0];
        var logits = F.linear(arrived.Widened(), _router.weight.Widened());
        var tokens = Cast.Like(arrived, parameter("fc1_weight"));
        var probabilities = logits.softmax(-1);
        var (weights, chosen) = probabilities.topk(_topK, -1);
        if (_topK > 1)
            weights = weights / weights.sum(LastDimension, keepdim: true);

        // Choice by choice, so that every token's first choice finds a place before any second one.
        var experts = chosen.t().reshape(-1);
        var taken = F.one_hot(experts, _experts);
        KeepAuxiliaryLoss(logits, probabilities, taken);

        var capacity = _capacityFactor > 0 ? Math.Clamp((long)Math.Ceiling(_capacityFactor * _topK * count / _experts), 1, count) : count;
        var place = (taken.cumsum(0) * taken).sum(LastDimension) - 1;
        var nowhere = _experts * capacity;
        var slots = (experts * capacity + place).masked_fill(place.ge(capacity), nowhere);

        var sent = zeros([nowhere + 1, _width], tokens.dtype, tokens.device).index_add(0, slots, tokens.repeat(_topK, 1), 1);
        var hidden = Activation.Apply(Project(sent.narrow(0, 0, nowhere).view(_experts, capacity, _width), "fc1"));
        var answers = Project(hidden, "fc2").reshape(nowhere, _width);
        var answered = cat([answers, zeros([1, _width], answers.dtype, answers.device)], 0).index_select(0, slots);
        var weighted = answered.Widened() * weights.t().reshape(-1, 1);
        return Cast.To(weighted.view(_topK, count, _width).sum([0]).reshape(input.shape), input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Converts the experts; the router stays in FP32.</summary>
    /// <param name="type">FP16 or BF16.</param>
    public void ToHalf(ScalarType type)
    {
        foreach (var (name, value) in named_parameters(recurse: false).ToList())
        {
            replace_parameter(name, new Parameter(value.detach().to(type), value.requires_grad));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _auxiliaryLoss?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Every expert's linear map at once: [experts, capacity, in] to [experts, capacity, out].</summary>
    private Tensor Project(Tensor input, string name)
    {
        // Not baddbmm: TorchSharp up to 0.107 hands its arguments on in the wrong order.
        var product = input.bmm(parameter(name + "_weight").transpose(1, 2));
        return _hasBias ? product + parameter(name + "_bias").view(_experts, 1, product.shape[2]) : product;
    }

    private void KeepAuxiliaryLoss(Tensor logits, Tensor probabilities, Tensor taken)
    {
        _auxiliaryLoss?.Dispose();
        _auxiliaryLoss = null;
        if (!training || !HasAuxiliaryLoss)
            return;
        var share = taken.to_type(probabilities.dtype).mean([0]);
        var balance = (share * probabilities.mean([0])).sum() * (_balanceLoss * _experts);
        var z = logits.logsumexp(-1).square().mean() * _zLoss;
        _auxiliaryLoss = (balance + z).DetachFromDisposeScope();
    }
}
