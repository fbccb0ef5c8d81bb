using StableModels.Initialization;
using StableModels.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Multi-head self-attention, <c>proj(softmax(q kᵀ / √d) v)</c> (Vaswani et al. 2017), with one fused projection for queries, keys and values.
/// </summary>
/// <remarks>
/// <para>Shapes: [batch, time, width] to the same. Parameters: <c>qkv.weight</c> [(heads + 2 keyValueHeads) d, width], rows in the order q, k, v, each head by head,
/// d = width / heads; <c>qkv.bias</c>; <c>proj.weight</c> [width, width]; <c>proj.bias</c>; with <c>qkNorm</c> also <c>q_norm.weight</c> and <c>k_norm.weight</c> [d].</para>
/// <para>A score cannot exceed √d with <c>qkNorm</c> while its gains are 1, nor the cap with <c>logitSoftCap</c>: the two cures for
/// attention logits that grow until softmax saturates.</para>
/// <para>Under mixed precision both projections and the attention are computed in the half type, norms and softmax in FP32; the result has the type of the input.</para>
/// </remarks>
public sealed class SelfAttention : Layer, nn.IModule<Tensor, Tensor?, Tensor>, IHalfCompute
{
    private readonly Linear _qkv;
    private readonly Linear _output;
    private readonly AttentionHeads _heads;
    private readonly AttentionCore _core;
    private readonly RmsNorm? _queryNorm;
    private readonly RmsNorm? _keyNorm;
    private readonly RotaryPositions? _rotary;

    /// <summary>Creates the layer and draws its weights (<see cref="reset_parameters(double, Generator)"/>).</summary>
    /// <param name="width">Size of the last dimension of input and output.</param>
    /// <param name="heads">Query heads; must divide <paramref name="width"/>.</param>
    /// <param name="causal">Whether a position sees only itself and what is before it.</param>
    /// <param name="keyValueHeads">Heads of keys and values, each shared by a group of query heads (Ainslie et al. 2023); 0 means as many as <paramref name="heads"/>.</param>
    /// <param name="bias">Whether both projections add a bias.</param>
    /// <param name="dropout">The share of the attention weights that training drops.</param>
    /// <param name="qkNorm">RMS-normalises queries and keys per head, before rotation and scaling (Henry et al. 2020; Dehghani et al. 2023).</param>
    /// <param name="logitSoftCap">c in <c>c tanh(score / c)</c>, applied before the mask (Gemma 2 uses 50); 0 means none.</param>
    /// <param name="clipQkv">Clamps queries, keys and values to ± this number (DBRX, OLMo); 0 means no clamp.</param>
    /// <param name="rotary">Rotates queries and keys by their position (Su et al. 2021).</param>
    /// <param name="rotaryBase">The base of the rotation's wave lengths.</param>
    /// <param name="drawn">Whether to draw the weights now. With false they stay 0 until <c>reset_parameters</c> is called: for a class that does so in its own constructor, as declared classes do.</param>
    public SelfAttention(
        long width,
        long heads,
        bool causal = false,
        long keyValueHeads = 0,
        bool bias = true,
        double dropout = 0,
        bool qkNorm = false,
        double logitSoftCap = 0,
        double clipQkv = 0,
        bool rotary = false,
        double rotaryBase = 10000,
        bool drawn = true)
        : base(nameof(SelfAttention))
    {
        _heads = new AttentionHeads(width, heads, keyValueHeads);
        _core = new AttentionCore(causal, Probability.Checked(dropout), logitSoftCap);
        OutOfRange.ThrowIfBelow(clipQkv, 0);
        ClipQkv = clipQkv;

        _qkv = Projection.Of(width, _heads.FusedSize, bias);
        register_module("qkv", _qkv);
        if (qkNorm)
        {
            _queryNorm = new RmsNorm(_heads.Size);
            _keyNorm = new RmsNorm(_heads.Size);
            register_module("q_norm", _queryNorm);
            register_module("k_norm", _keyNorm);
        }

        _output = Projection.Of(width, width, bias);
        register_module("proj", _output);
        if (rotary)
        {
            _rotary = new RotaryPositions(_heads.Size, rotaryBase);
            register_module("rotary", _rotary);
        }

        if (drawn)
            reset_parameters();
    }

    /// <summary>The fused projection to queries, keys and values.</summary>
    public Linear QueryKeyValue => _qkv;

    /// <summary>The projection back: the last one of a residual branch, hence the one that is scaled with depth.</summary>
    public Linear Output => _output;

    /// <summary>Whether a position sees only itself and what is before it.</summary>
    public bool Causal => _core.Causal;

    /// <summary>The bound on queries, keys and values; 0 when there is none.</summary>
    public double ClipQkv { get; }

    /// <summary>Fan-in initialisation: q, k, v 1 / √width, output residualScale / √width, biases 0, norm gains 1.</summary>
    /// <param name="residualScale">The depth scale of the branch that this layer ends; see <see cref="DepthScale"/>.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(double residualScale = 1, Generator? generator = null) =>
        reset_parameters(new FanIn(), new FanIn(), new FanIn().Times(residualScale), generator);

    /// <summary>Draws the weights from given laws; biases become 0 and norm gains 1. Queries, keys and values have fans of their own in the fused matrix.</summary>
    /// <param name="queryKey">The law of the query and key projections.</param>
    /// <param name="value">The law of the value projection.</param>
    /// <param name="output">The law of the output projection.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw queryKey, InitialLaw value, InitialLaw output, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(queryKey);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(output);
        Rows.Apply(queryKey, _qkv.weight, 0, _heads.QuerySize, generator);
        Rows.Apply(queryKey, _qkv.weight, _heads.QuerySize, _heads.KeySize, generator);
        Rows.Apply(value, _qkv.weight, _heads.QuerySize + _heads.KeySize, _heads.KeySize, generator);
        output.Apply(_output.weight, generator);
        Rows.Zero(_qkv.bias);
        Rows.Zero(_output.bias);
        _queryNorm?.reset_parameters();
        _keyNorm?.reset_parameters();
    }

    /// <summary>Where scores become weights; what watches attention asks it.</summary>
    internal AttentionCore Core => _core;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => call(input, null);

    /// <summary>Attends under a mask.</summary>
    /// <param name="input1">[batch, time, width].</param>
    /// <param name="input2">
    /// Broadcast to [batch, heads, time, time]: true where a query (row) may see a key (column), or a number that is added to the score;
    /// null for none. It comes on top of the causal mask.
    /// </param>
    public Tensor call(Tensor input1, Tensor? input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        using var scope = NewDisposeScope();
        var fused = _qkv.call(Cast.Like(input1, _qkv.weight));
        if (ClipQkv > 0)
            fused = fused.clamp(-ClipQkv, ClipQkv);
        var (query, key, value) = _heads.Split(fused);
        if (_queryNorm is not null)
            query = _queryNorm.call(query);
        if (_keyNorm is not null)
            key = _keyNorm.call(key);
        if (_rotary is not null)
            (query, key) = (_rotary.call(query), _rotary.call(key));
        var attended = _core.Attend(query, _heads.Share(key), _heads.Share(value), input2, training);
        return Cast.To(_output.call(AttentionHeads.Merge(attended)), input1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ToHalf(ScalarType type)
    {
        _qkv.to(type);
        _output.to(type);
    }
}
