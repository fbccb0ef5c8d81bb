namespace StableModels;

/// <summary>The non-linearity of a feed-forward layer or an <c>[Activation]</c> member; it also decides the initialisation gain of the layer before it.</summary>
public enum Activation
{
    /// <summary>x: no non-linearity.</summary>
    Identity,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x for x > 0, else 0.01 x.</summary>
    LeakyRelu,

    /// <summary>x Φ(x) (Hendrycks &amp; Gimpel 2016), Φ the normal distribution function.</summary>
    Gelu,

    /// <summary>x σ(x), also called swish (Elfwing et al. 2017).</summary>
    Silu,

    /// <summary>x tanh(softplus(x)) (Misra 2019).</summary>
    Mish,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>x for x > 0, else exp(x) - 1 (Clevert et al. 2015).</summary>
    Elu,

    /// <summary>The self-normalising 1.0507 (x or 1.6733 (exp(x) - 1)) (Klambauer et al. 2017).</summary>
    Selu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>a σ(b), with a and b two projections of the input (Dauphin et al. 2016).</summary>
    Glu,

    /// <summary>a silu(b) (Shazeer 2020).</summary>
    SwiGlu,

    /// <summary>a gelu(b) (Shazeer 2020).</summary>
    GeGlu,

    /// <summary>a relu(b) (Shazeer 2020).</summary>
    ReGlu,
}
