namespace StableModels;

/// <summary>The 16-bit types that a model can compute in.</summary>
public enum HalfType
{
    /// <summary>FP16: 11 bits of precision, up to 65504. Needs loss scaling.</summary>
    Float16 = 0,

    /// <summary>BF16: 8 bits of precision, the range of FP32. Needs no loss scaling.</summary>
    BFloat16 = 1,
}
