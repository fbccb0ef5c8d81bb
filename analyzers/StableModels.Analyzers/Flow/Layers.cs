using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Flow;

/// <summary>What a value of the graph does to the stream.</summary>
internal static class Layers
{
    /// <summary>A norm over the features: layer norm or RMS norm, as a module or as a function.</summary>
    public static bool IsLayerNorm(Value value) =>
        value.Kind == ValueKind.Module ? value.Module is { IsLayerNorm: true } : value.IsOperator("layer_norm") || value.IsOperator("rms_norm");

    /// <summary>Could the value be normalised on the way? An unknown module is asked for its source.</summary>
    public static bool MayNormalize(Value value, Compilation compilation) => value.Kind switch
    {
        ValueKind.Operator => value.Name.EndsWith("_norm", StringComparison.Ordinal) || value.Name is "normalize" or "rsqrt",
        ValueKind.Module => value.Module is { } module
            && (module.IsNorm || module.Children.Any(c => c.IsNorm) || (module.UserType is { } type && MentionsNorm(type, compilation))),
        _ => false,
    };

    /// <summary>A learned transformation: what a residual branch is made of, unlike dropout or an activation alone.</summary>
    public static bool IsSublayer(Value value) => value.Kind switch
    {
        ValueKind.Module => value.Module is null or { HasWeights: true },
        ValueKind.Operator => value.Name is "matmul" or "mm" or "bmm" or "linear" or "einsum" or "scaled_dot_product_attention" or "conv1d" or "conv2d" or "conv3d",
        ValueKind.Unknown => value.Name == "delegate",
        _ => false,
    };

    public static bool IsSoftmax(Value value) => Is(value, "softmax", "Softmax");

    public static bool IsSigmoid(Value value) => Is(value, "sigmoid", "Sigmoid");

    /// <summary>The operator, or the module of that name, or a Sequential that ends in it.</summary>
    public static bool Is(Value value, string operatorName, string moduleName) =>
        value.IsOperator(operatorName)
        || (value is { Kind: ValueKind.Module, Module: { } module } && Last(module) is { UserType: null } last && last.Name == moduleName);

    /// <summary>The member that holds the applied module.</summary>
    public static ISymbol? Holder(Value value) =>
        value is { Kind: ValueKind.Module, Origin: IInvocationOperation { Instance: { } receiver } } ? Registration.Member(receiver) ?? (receiver as ILocalReferenceOperation)?.Local : null;

    /// <summary>Values that pass their first input on, changed in shape or type alone.</summary>
    public static bool IsReshaping(Value value) => value.Kind == ValueKind.Element
        || (value is { Kind: ValueKind.Operator } && value.Name is "view" or "reshape" or "transpose" or "permute" or "contiguous" or "squeeze" or "unsqueeze" or "flatten"
            or "to" or "index" or "clone" or "T" or "mT" or "mH" or "H" or "swapaxes" or "movedim" or "type_as" or "split" or "chunk" or "expand" or "narrow" or "select" or "slice")
        || value is { Kind: ValueKind.Module, Module: { IsDropout: true } };

    private static ModuleInfo Last(ModuleInfo module) =>
        module is { IsSequential: true, Children: { Length: > 0 } children } ? Last(children[children.Length - 1]) : module;

    // Used only to stay silent: a class that so much as mentions a norm may normalise inside.
    private static bool MentionsNorm(INamedTypeSymbol type, Compilation compilation) =>
        !compilation.Has(type)
        || type.DeclaringSyntaxReferences.Any(reference => NamesNorm(OwnSource.TextOf(reference))
            && reference.GetSyntax().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && NamesNorm(token.ValueText)));

    private static bool NamesNorm(string text) => text.IndexOf("norm", StringComparison.OrdinalIgnoreCase) >= 0;
}
