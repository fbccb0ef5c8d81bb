using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>
/// The gain that keeps the second moment of a signal through an activation: 1 / sqrt(E[f(z)^2]) for a standard normal z
/// (He et al., 2015; integrated numerically for GELU, SiLU and Mish).
/// </summary>
internal static class ActivationGain
{
    /// <summary>The activation's name and gain; null for what is no activation, or bounds the signal by itself.</summary>
    public static (string Name, double Gain)? Of(Value value)
    {
        if (value is { Kind: ValueKind.Module, Module: { UserType: null } module })
        {
            return Of(module);
        }

        if (value.Kind != ValueKind.Operator)
        {
            return null;
        }

        var slope = value.Inputs.Count > 1 ? value.Inputs[1].Constant : null;
        return Named(value.Name, slope);
    }

    public static (string Name, double Gain)? Of(ModuleInfo module) => module.UserType is not null ? null : module.Name switch
    {
        "ReLU" or "GELU" or "SiLU" or "Mish" or "LeakyReLU" => Named(module.Name, module.Constant("negative_slope")),
        _ => null,
    };

    private static (string Name, double Gain)? Named(string name, object? slope) => name switch
    {
        "relu" or "ReLU" => ("ReLU", Math.Sqrt(2)),
        "leaky_relu" or "LeakyReLU" => ("LeakyReLU", Math.Sqrt(2 / (1 + Square(slope as double? ?? 0.01)))),
        "gelu" or "GELU" => ("GELU", 1.53353),
        "silu" or "SiLU" => ("SiLU", 1.67653),
        "mish" or "Mish" => ("Mish", 1.48685),
        _ => null,
    };

    private static double Square(double value) => value * value;
}
