namespace StableModels;

/// <summary>The laws that <see cref="InitAttribute"/> can name.</summary>
public enum InitialDistribution
{
    /// <summary>N(0, 2 gain² / (fan_in + fan_out)) (Glorot &amp; Bengio 2010).</summary>
    XavierNormal,

    /// <summary>Uniform with the standard deviation of <see cref="XavierNormal"/>.</summary>
    XavierUniform,

    /// <summary>N(0, 2 gain² / fan_in) (He et al. 2015).</summary>
    HeNormal,

    /// <summary>Uniform with the standard deviation of <see cref="HeNormal"/>.</summary>
    HeUniform,

    /// <summary>N(0, gain² / fan_in) (LeCun et al. 1998).</summary>
    LeCunNormal,

    /// <summary>Uniform with the standard deviation of <see cref="LeCunNormal"/>.</summary>
    LeCunUniform,

    /// <summary>Orthonormal rows or columns, times the gain (Saxe et al. 2013).</summary>
    Orthogonal,

    /// <summary>N(0, value²).</summary>
    Normal,

    /// <summary>N(0, value²) cut at three standard deviations.</summary>
    TruncatedNormal,

    /// <summary>N(0, 2 / (5 width)) (Nguyen &amp; Salazar 2019), width the fan-in.</summary>
    SmallInit,

    /// <summary>Every value the same.</summary>
    Constant,
}
