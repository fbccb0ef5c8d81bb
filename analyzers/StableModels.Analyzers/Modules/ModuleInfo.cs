using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>What is known of a module value: which factory or type made it, with which arguments.</summary>
internal sealed class ModuleInfo(string name, INamedTypeSymbol? type, IInvocationOperation? factory, ImmutableArray<ModuleInfo> children)
{
    /// <summary>The factory's name in torch.nn ("LayerNorm"), or the type's name.</summary>
    public string Name { get; } = name;

    /// <summary>The module's type where it is one of the user's own; null for TorchSharp's.</summary>
    public INamedTypeSymbol? UserType { get; } = type;

    /// <summary>The factory call, when it was seen: its arguments are the layer's sizes.</summary>
    public IInvocationOperation? Factory { get; } = factory;

    /// <summary>The modules inside a Sequential or a ModuleList, when all of them were seen.</summary>
    public ImmutableArray<ModuleInfo> Children { get; } = children;

    /// <summary>A norm over the features of one position: the N of Pre-LN and Post-LN.</summary>
    public bool IsLayerNorm => UserType is null && Name is "LayerNorm" or "RmsNorm" or "RMSNorm";

    public bool IsNorm => IsLayerNorm || (UserType is null && Name is "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "GroupNorm"
        or "InstanceNorm1d" or "InstanceNorm2d" or "InstanceNorm3d" or "LocalResponseNorm");

    public bool IsSequential => UserType is null && Name is "Sequential";

    public bool HasWeights => UserType is not null || Name is "Linear" or "Conv1d" or "Conv2d" or "Conv3d" or "ConvTranspose1d" or "ConvTranspose2d"
        or "ConvTranspose3d" or "MultiheadAttention" or "LSTM" or "GRU" or "RNN" or "LSTMCell" or "GRUCell" or "RNNCell" or "Bilinear" or "Embedding"
        or "SelfAttention" or "FeedForward" || Children.Any(c => c.HasWeights);

    public bool IsDropout => UserType is null && Name is "Dropout" or "Dropout1d" or "Dropout2d" or "Dropout3d" or "AlphaDropout" or "FeatureAlphaDropout";

    /// <summary>A constant argument of the factory by its parameter's name.</summary>
    public object? Constant(string parameter) => Argument(parameter)?.ConstantValue is { HasValue: true, Value: { } value } ? value : null;

    public IOperation? Argument(string parameter)
    {
        if (Factory is not null)
        {
            foreach (var argument in Factory.Arguments)
            {
                if (argument.Parameter?.Name == parameter)
                {
                    return argument.Value;
                }
            }
        }

        return null;
    }
}
