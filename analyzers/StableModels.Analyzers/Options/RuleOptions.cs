namespace StableModels.Analyzers;

/// <summary>Every threshold, one a line; each is explained on its rule's page.</summary>
internal static class RuleOptions
{
    /// <summary>Post-LN layers, of two normalised sums each, in one stack.</summary>
    public static readonly RuleOption PostNormDepth = new(RuleIds.PostNorm, "depth", 10);

    /// <summary>Layers with weights in a row, without a shortcut, that count as deep.</summary>
    public static readonly RuleOption PlainDepth = new(RuleIds.PlainDepth, "depth", 20);

    /// <summary>Sigmoids in a row: 0.25 to this power is what the first layer's gradient is at most multiplied by.</summary>
    public static readonly RuleOption StackedSigmoids = new(RuleIds.StackedSigmoids, "depth", 4);

    /// <summary>An eps from here on is taken for a misplaced argument.</summary>
    public static readonly RuleOption LargestEps = new(RuleIds.NormArguments, "largest_eps", 0.01);

    /// <summary>How many times 1 / sqrt(inputs) a standard deviation may be.</summary>
    public static readonly RuleOption WeightScale = new(RuleIds.WeightScale, "factor", 4);

    /// <summary>How many times larger or smaller the signal may become over a stretch of layers.</summary>
    public static readonly RuleOption SignalChange = new(RuleIds.GainMismatch, "factor", 100);

    /// <summary>Clip thresholds above this hardly ever act.</summary>
    public static readonly RuleOption LargestClipThreshold = new(RuleIds.ClipThreshold, "largest", 100);

    /// <summary>Adam and its kin diverge above this constant learning rate.</summary>
    public static readonly RuleOption LargestAdaptiveRate = new(RuleIds.LearningRateRange, "adaptive", 0.1);

    /// <summary>SGD diverges above this constant learning rate.</summary>
    public static readonly RuleOption LargestSgdRate = new(RuleIds.LearningRateRange, "sgd", 10);

    /// <summary>A decay below this hardly moves a norm's gain.</summary>
    public static readonly RuleOption SmallestDecay = new(RuleIds.MisplacedDecay, "decay", 0.01);

    /// <summary>From this learning rate on, SGD's rate is taken to be meant for a mean.</summary>
    public static readonly RuleOption SmallestMeanRate = new(RuleIds.SummedLoss, "rate", 0.01);

    /// <summary>The usual range of a preference loss's beta.</summary>
    public static readonly RuleOption SmallestBeta = new(RuleIds.PreferenceBeta, "smallest", 0.01);

    /// <inheritdoc cref="SmallestBeta" />
    public static readonly RuleOption LargestBeta = new(RuleIds.PreferenceBeta, "largest", 1);
}
