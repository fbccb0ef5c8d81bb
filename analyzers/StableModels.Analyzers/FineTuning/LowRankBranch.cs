using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Flow;

namespace StableModels.Analyzers.FineTuning;

/// <summary>base(x) + scale * B(A(x)): two linear layers with nothing but dropout between them, beside a third one.</summary>
internal sealed class LowRankBranch
{
    private LowRankBranch(Value down, Value up, IReadOnlyList<IOperation> scales)
    {
        Down = down;
        Up = up;
        Scales = scales;
    }

    /// <summary>A, to the low rank.</summary>
    public Value Down { get; }

    /// <summary>B, back to the width.</summary>
    public Value Up { get; }

    /// <summary>What the branch is multiplied by, in one product or several.</summary>
    public IReadOnlyList<IOperation> Scales { get; }

    public static LowRankBranch? Of(Value sum) =>
        sum.IsOperator("add") && sum.Inputs.Count == 2 ? Of(sum.Inputs[0], sum.Inputs[1]) ?? Of(sum.Inputs[1], sum.Inputs[0]) : null;

    private static LowRankBranch? Of(Value whole, Value branch)
    {
        if (!IsLinear(whole))
        {
            return null;
        }

        var scales = new List<IOperation>();
        for (var steps = 0; steps < 8 && !IsLinear(branch); steps++)
        {
            if (Scaled(branch) is not var (inner, scale))
            {
                return null;
            }

            if (scale is not null)
            {
                scales.Add(scale);
            }

            branch = inner;
        }

        return IsLinear(branch) && IsLinear(Dropped(branch.Inputs[0])) && Dropped(branch.Inputs[0]) is var down
            && ReferenceEquals(Dropped(down.Inputs[0]), Dropped(whole.Inputs[0]))
                ? new LowRankBranch(down, branch, scales)
                : null;
    }

    // What is multiplied, and by what; dropout has no factor.
    private static (Value Inner, IOperation? Scale)? Scaled(Value value)
    {
        if (value is { Kind: ValueKind.Module, Module: { IsDropout: true }, Inputs: [var dropped, ..] })
        {
            return (dropped, null);
        }

        if (!value.IsOperator("mul") || value.Inputs.Count != 2)
        {
            return null;
        }

        var first = IsBranch(value.Inputs[0]) ? 0 : 1;
        return IsBranch(value.Inputs[first]) && !IsBranch(value.Inputs[1 - first]) ? (value.Inputs[first], value.InputOrigins[1 - first]) : null;
    }

    private static bool IsBranch(Value value) => value.Kind == ValueKind.Module || value.IsOperator("mul");

    private static Value Dropped(Value value) => value is { Kind: ValueKind.Module, Module: { IsDropout: true }, Inputs: [var inner, ..] } ? Dropped(inner) : value;

    private static bool IsLinear(Value value) => value is { Kind: ValueKind.Module, Module: { UserType: null, Name: "Linear" }, Inputs.Count: 1 };
}
