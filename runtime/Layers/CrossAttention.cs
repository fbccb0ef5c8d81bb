using StableModels.Initialization;
using StableModels.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Multi-head attention from a sequence to a memory, such as an encoder's output: queries come from the first input, keys and values from the second (Vaswani et al. 2017).
/// </summary>
/// <remarks>
/// Shapes: [batch, time, width] and [batch, memory, memoryWidth] to [batch, time, width]. Parameters: <c>q.weight</c> [width, width], <c>kv.weight</c> [2 keyValueHeads d, memoryWidth]
/// (keys first), <c>proj.weight</c> [width, width] and their biases; with <c>qkNorm</c> also <c>q_norm.weight</c> and <c>k_norm.weight</c> [d].
/// Under mixed precision the projections and the attention are computed in the half type, norms and softmax in FP32; the result has the type of the first input.
/// </remarks>
public sealed class CrossAttention : nn.Module<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor?, Tensor>, IHalfCompute
{
    private readonly Linear _query;
    private readonly Linear _keyValue;
    private readonly Linear _output;
    private readonly AttentionHeads _heads;
    private readonly AttentionCore _core;
    private readonly RmsNorm? _queryNorm;
    private readonly RmsNorm? _keyNorm;

    /// <summary>Creates the layer and draws its weights (<see cref="reset_parameters(double, Generator)"/>).</summary>
    /// <param name="width">Size of the last dimension of the first input and of the output.</param>
    /// <param name="heads">Query heads; must divide <paramref name="width"/>.</param>
    /// <param name="memoryWidth">Size of the memory's last dimension; 0 means <paramref name="width"/>.</param>
    /// <param name="keyValueHeads">Heads of keys and values, each shared by a group of query heads; 0 means as many as <paramref name="heads"/>.</param>
    /// <param name="bias">Whether the projections add a bias.</param>
    /// <param name="dropout">The share of the attention weights that training drops.</param>
    /// <param name="qkNorm">RMS-normalises queries and keys per head, before scaling.</param>
    /// <param name="logitSoftCap">c in <c>c tanh(score / c)</c>, applied before the mask; 0 means none.</param>
    /// <param name="drawn">Whether to draw the weights now. With false they stay 0 until <c>reset_parameters</c> is called: for a class that does so in its own constructor, as declared classes do.</param>
    public CrossAttention(
        long width,
        long heads,
        long memoryWidth = 0,
        long keyValueHeads = 0,
        bool bias = true,
        double dropout = 0,
        bool qkNorm = false,
        double logitSoftCap = 0,
        bool drawn = true)
        : base(nameof(CrossAttention))
    {
        OutOfRange.ThrowIfBelow(memoryWidth, 0);
        _heads = new AttentionHeads(width, heads, keyValueHeads);
        _core = new AttentionCore(causal: false, Probability.Checked(dropout), logitSoftCap);

        _query = Projection.Of(width, width, bias);
        _keyValue = Projection.Of(memoryWidth == 0 ? width : memoryWidth, 2 * _heads.KeySize, bias);
        register_module("q", _query);
        register_module("kv", _keyValue);
        if (qkNorm)
        {
            _queryNorm = new RmsNorm(_heads.Size);
            _keyNorm = new RmsNorm(_heads.Size);
            register_module("q_norm", _queryNorm);
            register_module("k_norm", _keyNorm);
        }

        _output = Projection.Of(width, width, bias);
        register_module("proj", _output);
        if (drawn)
            reset_parameters();
    }

    /// <summary>The projection to queries.</summary>
    public Linear Query => _query;

    /// <summary>The fused projection of the memory to keys and values.</summary>
    public Linear KeyValue => _keyValue;

    /// <summary>The projection back: the last one of a residual branch, hence the one that is scaled with depth.</summary>
    public Linear Output => _output;

    /// <summary>Fan-in initialisation: q, k, v 1 / √fan_in, output residualScale / √width, biases 0, norm gains 1.</summary>
    /// <param name="residualScale">The depth scale of the branch that this layer ends; see <see cref="DepthScale"/>.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(double residualScale = 1, Generator? generator = null) =>
        reset_parameters(new FanIn(), new FanIn(), new FanIn().Times(residualScale), generator);

    /// <summary>Draws the weights from given laws; biases become 0 and norm gains 1.</summary>
    /// <param name="queryKey">The law of the query and key projections.</param>
    /// <param name="value">The law of the value projection.</param>
    /// <param name="output">The law of the output projection.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw queryKey, InitialLaw value, InitialLaw output, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(queryKey);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(output);
        queryKey.Apply(_query.weight, generator);
        Rows.Apply(queryKey, _keyValue.weight, 0, _heads.KeySize, generator);
        Rows.Apply(value, _keyValue.weight, _heads.KeySize, _heads.KeySize, generator);
        output.Apply(_output.weight, generator);
        Rows.Zero(_query.bias);
        Rows.Zero(_keyValue.bias);
        Rows.Zero(_output.bias);
        _queryNorm?.reset_parameters();
        _keyNorm?.reset_parameters();
    }

    /// <summary>Where scores become weights; what watches attention asks it.</summary>
    internal AttentionCore Core => _core;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => call(input1, input2, null);

    /// <summary>Attends under a mask.</summary>
    /// <param name="input1">[batch, time, width].</param>
    /// <param name="input2">The memory, [batch, memory, memoryWidth].</param>
    /// <param name="input3">
    /// Broadcast to [batch, heads, time, memory]: true where a query (row) may see a key (column), or a number that is added to the score; null for none.
    /// </param>
    public Tensor call(Tensor input1, Tensor input2, Tensor? input3)
    {
        ArgumentNullException.ThrowIfNull(input1);
        ArgumentNullException.ThrowIfNull(input2);
        using var scope = NewDisposeScope();
        var query = _heads.Queries(_query.call(Cast.Like(input1, _query.weight)));
        var (key, value) = _heads.KeysAndValues(_keyValue.call(Cast.Like(input2, _keyValue.weight)));
        if (_queryNorm is not null)
            query = _queryNorm.call(query);
        if (_keyNorm is not null)
            key = _keyNorm.call(key);
        var attended = _core.Attend(query, _heads.Share(key), _heads.Share(value), input3, training);
        return Cast.To(_output.call(AttentionHeads.Merge(attended)), input1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ToHalf(ScalarType type)
    {
        _query.to(type);
        _keyValue.to(type);
        _output.to(type);
    }

    /// <summary>Does nothing: the constructor has registered everything.</summary>
    protected override void RegisterComponents()
    {
    }
}
