namespace StableModels;

/// <summary>What weight decay is added to.</summary>
public enum WeightDecayKind
{
    /// <summary>The weights shrink by learning rate times decay, whatever the gradient (Loshchilov and Hutter, 2019).</summary>
    Decoupled = 0,

    /// <summary>Decay times the weight is added to the gradient: the derivative of half the sum of squares.</summary>
    L2 = 1,

    /// <summary>Decay times the weight's sign is added to the gradient: the derivative of the sum of absolute values.</summary>
    L1 = 2,
}
