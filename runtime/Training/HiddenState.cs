using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>What goes from one stretch of a sequence to the next: copies without a gradient, outside of dispose scopes. Looked at before, as a wrong one would be met a stretch later, or never.</summary>
internal static class HiddenState
{
    /// <summary>Copies of what a caller starts with.</summary>
    /// <exception cref="ArgumentException">One of them is null or disposed.</exception>
    public static Tensor[] ToStartWith(Tensor[] state)
    {
        if (Array.Exists(state, static part => part is null))
        {
            throw new ArgumentException("A part of the hidden state is null. Give the state to start with, such as zeros for h and c, or an empty array for none.", nameof(state));
        }

        if (Array.FindIndex(state, static part => part.IsInvalid) is var disposed and >= 0)
        {
            throw new ArgumentException(
                $"The state {disposed}, counted from 0, was disposed. To go on where a call of StepThrough ended, pass the states that it returned: they are outside of dispose scopes, and yours to dispose after that.", nameof(state));
        }

        return Copies(state);
    }

    /// <summary>Copies of what came back from a stretch.</summary>
    /// <param name="before">What the stretch was given.</param>
    /// <param name="after">What it returned.</param>
    /// <param name="keepsShape">Whether the shapes must be the same: a memory that is as long as its stretch is shorter after the last, and one that began with nothing may grow.</param>
    /// <exception cref="ArgumentException">It is another state than the stretch was given.</exception>
    public static Tensor[] After(Tensor[] before, Tensor[]? after, bool keepsShape)
    {
        if (after is null || Array.Exists(after, static part => part is null))
        {
            throw new ArgumentException("The function that runs a stretch returned no hidden state, or null as a part of it. Return the state after the stretch beside the loss.");
        }

        if (Array.FindIndex(after, static part => part.IsInvalid) is var disposed and >= 0)
        {
            throw new ArgumentException($"The function that runs a stretch returned a disposed tensor as the state {disposed}, counted from 0. Return it out of dispose scopes, with MoveToOuterDisposeScope().");
        }

        if (before.Length > 0 && after.Length != before.Length)
        {
            throw new ArgumentException($"The function that runs a stretch was given {before.Length} state{(before.Length == 1 ? "" : "s")} and returned {after.Length}. Return them all, in the same order, and nothing else.");
        }

        for (var index = 0; index < before.Length; index++)
        {
            if (!Follows(before[index], after[index], keepsShape))
            {
                throw new ArgumentException(
                    $"The function that runs a stretch was given the state {index}, counted from 0, as {before[index].dtype} of shape {Shape(before[index])} and returned it as {after[index].dtype} of shape {Shape(after[index])}. " +
                    "Return the state after the last time step, such as the h of (outputs, h), in the order that the states came in.");
            }
        }

        return Copies(after);
    }

    /// <summary>The shapes of states, for messages.</summary>
    public static string Shapes(Tensor[] state) => state.Length == 0 ? "none" : string.Join(" and ", state.Select(Shape));

    /// <summary>A shape, for messages.</summary>
    public static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    public static void Free(Tensor[] state)
    {
        foreach (var part in state)
        {
            part.Dispose();
        }
    }

    // Half precision may begin with zeros in FP32, and a memory with nothing.
    private static bool Follows(Tensor before, Tensor after, bool keepsShape) =>
        before.numel() == 0 || ((!keepsShape || before.shape.AsSpan().SequenceEqual(after.shape))
            && (before.dtype == after.dtype || (before.is_floating_point() && after.is_floating_point())));

    private static Tensor[] Copies(Tensor[] state) => Array.ConvertAll(state, static part =>
    {
        using var values = part.detach();
        return values.clone().DetachFromDisposeScope();
    });
}
