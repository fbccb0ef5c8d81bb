namespace StableModels.Analyzers.Flow;

/// <summary>A sum of a stream and a branch that is computed from it: x + f(x).</summary>
internal sealed class Residual
{
    private Residual(Value sum, Value stream, IReadOnlyList<Value> branch)
    {
        Sum = sum;
        Stream = stream;
        Branch = branch;
    }

    public Value Sum { get; }

    public Value Stream { get; }

    /// <summary>The values between the stream and the sum.</summary>
    public IReadOnlyList<Value> Branch { get; }

    /// <summary>Does the branch begin with a norm of the stream?</summary>
    public bool IsPreNorm => Branch.Any(v => Layers.IsLayerNorm(v) && v.Inputs.Count > 0 && ReferenceEquals(v.Inputs[0], Stream));

    /// <summary>The residual that a sum is, or null: a learned sublayer must lie on the branch.</summary>
    public static Residual? Of(Value sum) => Of(sum, 0) ?? Of(sum, 1);

    private static Residual? Of(Value sum, int shortcut)
    {
        if (!sum.IsOperator("add") || sum.Inputs.Count != 2)
        {
            return null;
        }

        var stream = sum.Inputs[shortcut];
        var end = sum.Inputs[1 - shortcut];
        if (stream.Kind == ValueKind.Constant || ReferenceEquals(stream, end))
        {
            return null;
        }

        var branch = Paths.Between(stream, end);
        return branch.Any(Layers.IsSublayer) ? new Residual(sum, stream, branch) : null;
    }
}
