using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Flow;

/// <summary>Dot products of projected queries and keys on their way into a softmax.</summary>
internal sealed class AttentionScores
{
    private AttentionScores(Value product, Value query, Value key, bool isScaled)
    {
        Product = product;
        Query = query;
        Key = key;
        IsScaled = isScaled;
    }

    /// <summary>The matmul.</summary>
    public Value Product { get; }

    /// <summary>The projections that the two factors come from.</summary>
    public Value Query { get; }

    public Value Key { get; }

    /// <summary>Is anything multiplied, divided or normalised between the projections and the softmax?</summary>
    public bool IsScaled { get; }

    /// <summary>The scores that a softmax is taken of, or null when it is no attention.</summary>
    public static AttentionScores? Of(Value softmax, Compilation compilation)
    {
        if (!Layers.IsSoftmax(softmax) || softmax.Inputs.Count == 0)
        {
            return null;
        }

        var isScaled = false;
        var at = softmax.Inputs[0];
        while (!IsProduct(at))
        {
            isScaled |= at.Kind is not ValueKind.Merge && at.Name is "mul" or "div" or "tanh" or "clamp";
            var next = at switch
            {
                // A mask or a bias is added to the scores; they come first or second.
                { Kind: ValueKind.Operator, Inputs.Count: > 0 } when at.Name is "add" => at.Inputs.FirstOrDefault(i => LeadsToProduct(i)) ?? at.Inputs[0],
                { Kind: ValueKind.Operator, Inputs.Count: > 0 } when at.Name is "masked_fill" or "mul" or "div" or "sub" or "tanh" or "clamp" || Layers.IsReshaping(at) => at.Inputs[0],
                { Kind: ValueKind.Operator, Name: "where", Inputs.Count: 3 } => at.Inputs.FirstOrDefault(i => LeadsToProduct(i)),
                { Kind: ValueKind.Merge, Name: "branch" } => at.Inputs.FirstOrDefault(i => LeadsToProduct(i)),
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            at = next;
        }

        var query = Projection(at.Inputs[0], compilation, ref isScaled);
        var key = Projection(at.Inputs[1], compilation, ref isScaled);
        return query is not null && key is not null ? new AttentionScores(at, query, key, isScaled) : null;
    }

    private static bool IsProduct(Value value) => value is { Kind: ValueKind.Operator, Name: "matmul" or "bmm", Inputs.Count: 2 };

    private static bool LeadsToProduct(Value value)
    {
        for (var steps = 0; steps < 16; steps++)
        {
            if (IsProduct(value))
            {
                return true;
            }

            if (value is not { Kind: ValueKind.Operator or ValueKind.Merge, Inputs.Count: > 0 })
            {
                return false;
            }

            value = value.Inputs[0];
        }

        return false;
    }

    // From a factor of the product back to the linear layer it was projected by.
    private static Value? Projection(Value value, Compilation compilation, ref bool isScaled)
    {
        for (var steps = 0; steps < 64; steps++)
        {
            if (value is { Kind: ValueKind.Module, Module: { UserType: null, Name: "Linear" } } || value.IsOperator("linear"))
            {
                return value;
            }

            var scales = value.Name is "mul" or "div" || Layers.MayNormalize(value, compilation);
            isScaled |= scales;
            if (value.Inputs.Count == 0 || !(scales || Layers.IsReshaping(value)))
            {
                return null;
            }

            value = value.Inputs[0];
        }

        return null;
    }
}
