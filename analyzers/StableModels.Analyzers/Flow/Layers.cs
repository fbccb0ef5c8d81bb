using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Analyzers.Flow;

/// <summary>What a value of the graph does to the stream.</summary>
internal static class Layers
{
    /// <summary>A norm over the features: layer norm or RMS norm, as a module or as a function.</summary>
    public static bool IsLayerNorm(Value value) =>
        value.Kind == ValueKind.Module ? value.Module is { IsLayerNorm: true } : value.IsOperator("layer_norm") || value.IsOperator("rms_norm");

    /// <summary>Could the value be normalised on the way? An unknown module is asked for its source.</summary>
    public static bool MayNormalize(Value value) => value.Kind switch
    {
        ValueKind.Operator => value.Name.EndsWith("_norm", StringComparison.Ordinal) || value.Name is "normalize" or "rsqrt",
        ValueKind.Module => value.Module is { } module
            && (module.IsNorm || module.Children.Any(c => c.IsNorm) || (module.UserType is { } type && MentionsNorm(type))),
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

    // Used only to stay silent: a class that so much as mentions a norm may normalise inside.
    private static bool MentionsNorm(INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty)
        {
            return true;
        }

        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax().DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText.IndexOf("norm", StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
