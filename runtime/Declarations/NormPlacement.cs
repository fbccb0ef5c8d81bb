namespace StableModels;

/// <summary>Where the normalisation of a residual branch f stands.</summary>
public enum NormPlacement
{
    /// <summary>x + f(norm(x)): gradients reach every layer undamped; needs one norm after the last block (Xiong et al. 2020).</summary>
    Pre,

    /// <summary>norm(x + f(x)): the original Transformer; large gradients near the output at the start make warm-up indispensable.</summary>
    Post,

    /// <summary>x + norm(f(norm(x))) (Ding et al. 2021).</summary>
    Sandwich,

    /// <summary>Sandwich, with a norm on the embedding before the first block and on the final output too (Kim et al. 2025, Peri-LN).</summary>
    Peri,

    /// <summary>x + norm(f(x)) (OLMo 2).</summary>
    Reordered,

    /// <summary>x + f(x): no norm; choose a <see cref="ResidualScale"/> that keeps the stream bounded.</summary>
    None,
}
