namespace StableModels;

/// <summary>How the learning rate falls from 1 to 0 over the progress p of a decay.</summary>
public enum DecayCurve
{
    /// <summary>1 - p.</summary>
    Linear = 0,

    /// <summary>(1 + cos(pi p)) / 2.</summary>
    Cosine = 1,

    /// <summary>1 - sqrt(p): fast at first.</summary>
    MinusSqrt = 2,

    /// <summary>2 * 0.5^p - 1, as in Megatron-LM.</summary>
    Exponential = 3,
}
