namespace StableModels.Generator.Model.Layers;

/// <summary>In which type a layer computes under mixed precision.</summary>
internal enum Arithmetic
{
    /// <summary>In whichever comes: it makes no number much larger or smaller, or its kernel widens by itself.</summary>
    AsGiven,

    /// <summary>In the half type: matrix products, convolutions, attention.</summary>
    Half,

    /// <summary>In the half type where there is a kernel for it, so that its type is known when it runs.</summary>
    HalfWherePossible,

    /// <summary>In FP32: norms, sums, exponentials.</summary>
    Wide,

    /// <summary>Takes any type and gives FP32: a table, or a product or sum with a parameter that stays in FP32.</summary>
    Widens,

    /// <summary>Casts inside and gives back the type that it was given.</summary>
    Own,
}

/// <summary>A cast: to the type of a weight, or to FP32 when there is none.</summary>
/// <param name="Target">The weight or module whose type is wanted, as C#; null for FP32.</param>
internal sealed record TypeCast(string? Target);

/// <summary>The type of the running tensor, as far as the declaration tells.</summary>
internal enum Precision
{
    /// <summary>Not known before it runs.</summary>
    Unknown,

    /// <summary>FP32.</summary>
    Wide,

    /// <summary>The half type.</summary>
    Half,
}
