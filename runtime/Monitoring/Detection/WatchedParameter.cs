namespace StableModels.Monitoring.Detection;

/// <summary>What a parameter is to its layer, as far as its shape and its module tell.</summary>
public enum ParameterKind
{
    /// <summary>A weight of two dimensions and more that maps inputs to outputs.</summary>
    Kernel,

    /// <summary>A bias, a gain: one number per unit.</summary>
    Vector,

    /// <summary>A table of rows of which a batch touches only some.</summary>
    Embedding,
}

/// <summary>A parameter under observation.</summary>
/// <param name="Name">Its name in the state dictionary.</param>
/// <param name="Kind">What it is to its layer.</param>
public sealed record WatchedParameter(string Name, ParameterKind Kind);
