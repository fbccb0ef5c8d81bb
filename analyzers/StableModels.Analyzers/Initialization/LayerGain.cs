using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>What an initialiser makes of a layer's standard deviation: std * sqrt(inputs), where the code tells it.</summary>
internal static class LayerGain
{
    /// <param name="init">The call.</param>
    /// <param name="layer">The layer that it is done to; a loop does it to many.</param>
    public static double? Of(WeightInit init, ModuleInfo layer)
    {
        var (inputs, outputs) = (Size(layer, "inputSize", "in_channels"), Size(layer, "outputSize", "out_channels"));
        return init.Name switch
        {
            "kaiming_uniform_" or "kaiming_normal_" when init.EnumArgument("mode") is "FanIn" =>
                Calculated(init.EnumArgument("nonlinearity"), init.Number("a")),
            "xavier_uniform_" or "xavier_normal_" or "orthogonal_" when inputs?.IsSame(outputs) == true => init.Gain,
            "xavier_uniform_" or "xavier_normal_" when inputs?.Number is { } i && outputs?.Number is { } o => init.Gain * Math.Sqrt(2 * i / (i + o)),
            "orthogonal_" when inputs?.Number is { } i && outputs?.Number is { } o => init.Gain * Math.Min(1, Math.Sqrt(i / o)),
            "normal_" or "uniform_" when WeightInit.FanInOf(layer) is { } fanIn => init.StandardDeviation * Math.Sqrt(fanIn),
            _ => null,
        };
    }

    /// <summary>PyTorch's and TorchSharp's <c>calculate_gain</c>.</summary>
    public static double? Calculated(string? nonlinearity, double? parameter) => nonlinearity switch
    {
        null => null,
        "ReLU" => Math.Sqrt(2),
        "LeakyReLU" => parameter is { } slope ? Math.Sqrt(2 / (1 + (slope * slope))) : null,
        "Tanh" => 5.0 / 3,
        _ => 1,
    };

    private static LayerSize? Size(ModuleInfo layer, string linear, string convolution) =>
        (layer.Argument(linear) ?? layer.Argument(convolution)) is not { } argument ? null
        : WeightInit.ToNumber(layer.Constant(linear) ?? layer.Constant(convolution)) is { } number ? new LayerSize(number, null)
        : Unwrap(argument) switch
        {
            ILocalReferenceOperation local => new LayerSize(null, local.Local),
            IParameterReferenceOperation parameter => new LayerSize(null, parameter.Parameter),
            IFieldReferenceOperation field => new LayerSize(null, field.Field),
            _ => null,
        };

    private static IOperation Unwrap(IOperation operation) => operation is IConversionOperation conversion ? Unwrap(conversion.Operand) : operation;

    // A number, or the name that stands for it.
    private sealed class LayerSize(double? number, ISymbol? symbol)
    {
        public double? Number { get; } = number;

        private ISymbol? Symbol { get; } = symbol;

        public bool IsSame(LayerSize? other) =>
            other is not null && Number.Equals(other.Number) && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol);
    }
}
