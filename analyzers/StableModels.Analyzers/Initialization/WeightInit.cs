using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>A call of torch.nn.init on the weight of a layer whose sizes are known.</summary>
internal sealed class WeightInit
{
    private WeightInit(IInvocationOperation call, ISymbol? holder, ModuleInfo layer)
    {
        Call = call;
        Holder = holder;
        Layer = layer;
    }

    public IInvocationOperation Call { get; }

    /// <summary>The field or local that holds the layer.</summary>
    public ISymbol? Holder { get; }

    public ModuleInfo Layer { get; }

    public string Name => Call.TargetMethod.Name;

    /// <summary>Inputs per output unit, when they are constants.</summary>
    public double? FanIn => Layer.Name switch
    {
        "Linear" => Number(Layer.Constant("inputSize")),
        "Conv1d" or "Conv2d" or "Conv3d" when Number(Layer.Constant("groups") ?? 1L) == 1 =>
            Number(Layer.Constant("in_channels")) * Power(Number(Layer.Constant("kernel_size")), Layer.Name[4] - '0'),
        _ => null,
    };

    /// <summary>The standard deviation that the call draws with, when it is a constant.</summary>
    public double? StandardDeviation => Name switch
    {
        "normal_" => Argument("std"),
        "uniform_" => (Argument("high") - Argument("low")) / Math.Sqrt(12),
        _ => null,
    };

    public double? Gain => Argument("gain");

    public static WeightInit? Of(IInvocationOperation call, ModuleClass module)
    {
        if (!KnownSymbols.Is(call.TargetMethod.ContainingType, module.Known.Init)
            || call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value is not { } tensor
            || Weight(tensor) is not { Instance: { } owner }
            || module.Resolve(owner) is not { } layer)
        {
            return null;
        }

        return new WeightInit(call, Registration.Member(owner) ?? (owner as ILocalReferenceOperation)?.Local, layer);
    }

    private static IPropertyReferenceOperation? Weight(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Weight(conversion.Operand),
        IPropertyReferenceOperation { Property.Name: "weight" } property => property,
        _ => null,
    };

    private double? Argument(string name) =>
        Call.Arguments.FirstOrDefault(a => a.Parameter?.Name == name)?.Value.ConstantValue is { HasValue: true, Value: { } value } ? Number(value) : null;

    private static double? Power(double? size, int dimensions) => size is { } s ? Math.Pow(s, dimensions) : null;

    private static double? Number(object? value) => value switch
    {
        double d => d,
        float f => f,
        long l => l,
        int i => i,
        _ => null,
    };
}
