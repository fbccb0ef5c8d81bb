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
    public double? FanIn => FanInOf(Layer);

    /// <summary>The standard deviation that the call draws with, when it is a constant.</summary>
    public double? StandardDeviation => Name switch
    {
        "normal_" => Number("std"),
        "uniform_" => (Number("high") - Number("low")) / Math.Sqrt(12),
        _ => null,
    };

    public double? Gain => Number("gain");

    public static double? FanInOf(ModuleInfo layer) => layer.Name switch
    {
        "Linear" => ToNumber(layer.Constant("inputSize")),
        "Conv1d" or "Conv2d" or "Conv3d" when ToNumber(layer.Constant("groups") ?? 1L) == 1 =>
            ToNumber(layer.Constant("in_channels")) * Power(ToNumber(layer.Constant("kernel_size")), layer.Name[4] - '0'),
        _ => null,
    };

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

    /// <summary>A number among the arguments or their defaults; Math.Sqrt and calculate_gain of constants are numbers too.</summary>
    public double? Number(string name) => Value(Argument(name)?.Value);

    /// <summary>The name of an enumeration's value among the arguments.</summary>
    public string? EnumArgument(string name) => EnumName(Argument(name)?.Value);

    public IArgumentOperation? Argument(string name) => Call.Arguments.FirstOrDefault(a => a.Parameter?.Name == name);

    /// <summary>The number that an expression is known to be.</summary>
    public static double? Value(IOperation? value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => ToNumber(constant),
        IConversionOperation conversion => Value(conversion.Operand),
        IInvocationOperation { TargetMethod: { Name: "Sqrt", ContainingType.Name: "Math" }, Arguments: [var operand] } => Value(operand.Value) is { } square ? Math.Sqrt(square) : null,
        IInvocationOperation { TargetMethod.Name: "calculate_gain", Arguments: [var nonlinearity, var parameter] } => LayerGain.Calculated(EnumName(nonlinearity.Value), Value(parameter.Value)),
        _ => null,
    };

    private static string? EnumName(IOperation? value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant }, Type: INamedTypeSymbol { TypeKind: TypeKind.Enum } type } =>
            type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => Equals(f.ConstantValue, constant))?.Name,
        _ => null,
    };

    private static double? Power(double? size, int dimensions) => size is { } s ? Math.Pow(s, dimensions) : null;

    public static double? ToNumber(object? value) => value switch
    {
        double d => d,
        float f => f,
        long l => l,
        int i => i,
        _ => null,
    };
}
