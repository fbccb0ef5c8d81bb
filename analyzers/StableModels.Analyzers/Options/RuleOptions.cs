namespace StableModels.Analyzers;

/// <summary>Every threshold, one a line; each is explained on its rule's page.</summary>
internal static class RuleOptions
{
    /// <summary>Clip thresholds above this hardly ever act.</summary>
    public static readonly RuleOption LargestClipThreshold = new(RuleIds.ClipThreshold, "largest", 100);

    /// <summary>Adam and its kin diverge above this constant learning rate.</summary>
    public static readonly RuleOption LargestAdaptiveRate = new(RuleIds.LearningRateRange, "adaptive", 0.1);

    /// <summary>SGD diverges above this constant learning rate.</summary>
    public static readonly RuleOption LargestSgdRate = new(RuleIds.LearningRateRange, "sgd", 10);

    /// <summary>From this learning rate on, SGD's rate is taken to be meant for a mean.</summary>
    public static readonly RuleOption SmallestMeanRate = new(RuleIds.SummedLoss, "rate", 0.01);

    /// <summary>The usual range of a preference loss's beta.</summary>
    public static readonly RuleOption SmallestBeta = new(RuleIds.PreferenceBeta, "smallest", 0.01);

    /// <inheritdoc cref="SmallestBeta" />
    public static readonly RuleOption LargestBeta = new(RuleIds.PreferenceBeta, "largest", 1);
}
