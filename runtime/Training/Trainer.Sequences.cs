using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

public sealed partial class Trainer
{
    /// <summary>Trains along a sequence in the stretches that the plan's <see cref="TruncatedBackprop"/> declares.</summary>
    /// <param name="sequence">Time is one of its dimensions.</param>
    /// <param name="state">The hidden state to start with, such as (h, c).</param>
    /// <param name="run">Runs the model on a stretch from a state: gives the loss and the state after it.</param>
    /// <param name="timeDimension">Default 0.</param>
    /// <returns>The steps' results, and the state at the end, detached and outside of dispose scopes.</returns>
    /// <exception cref="InvalidOperationException">The plan has no <see cref="TruncatedBackprop"/>.</exception>
    public (IReadOnlyList<StepResult> Steps, Tensor[] State) StepThrough(Tensor sequence, Tensor[] state, Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run, int timeDimension = 0) =>
        StepThrough(
            sequence,
            Plan.TruncatedBackprop?.Length ?? throw new InvalidOperationException("The plan does not say how long a stretch is. Declare [TruncatedBackprop(length)], or pass the length."),
            state,
            run,
            timeDimension);

    /// <summary>Trains along a sequence: truncated back-propagation through time, one step per stretch.</summary>
    /// <param name="sequence">Time is one of its dimensions.</param>
    /// <param name="length">Time steps per stretch; the last stretch may be shorter.</param>
    /// <param name="state">The hidden state to start with, such as (h, c).</param>
    /// <param name="run">Runs the model on a stretch from a state: gives the loss and the state after it.</param>
    /// <param name="timeDimension">Default 0.</param>
    /// <returns>The steps' results, and the state at the end, detached and outside of dispose scopes.</returns>
    /// <exception cref="ArgumentException">The sequence has no such dimension, or the hidden state has a hole.</exception>
    public (IReadOnlyList<StepResult> Steps, Tensor[] State) StepThrough(
        Tensor sequence,
        long length,
        Tensor[] state,
        Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run,
        int timeDimension = 0)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(run);
        OutOfRange.ThrowIfBelow(length, 1);
        if (timeDimension < -sequence.dim() || timeDimension >= sequence.dim())
        {
            throw new ArgumentOutOfRangeException(nameof(timeDimension), timeDimension, $"The sequence has the shape [{string.Join(", ", sequence.shape)}] and no such dimension.");
        }

        timeDimension = (int)(timeDimension < 0 ? timeDimension + sequence.dim() : timeDimension);
        var results = new List<StepResult>();
        var current = Detached(state);
        for (long first = 0; first < sequence.shape[timeDimension]; first += length)
        {
            using var stretch = sequence.narrow(timeDimension, first, Math.Min(length, sequence.shape[timeDimension] - first));
            var before = current;
            results.Add(Step(() =>
            {
                var (loss, after) = run(stretch, before);
                current = Detached(after);
                return loss;
            }));
            Free(before);
        }

        return (results, current);
    }

    private static Tensor[] Detached(Tensor[] state) => state is null || Array.Exists(state, part => part is null)
        ? throw new ArgumentException("The hidden state is null, or a part of it is. Give the state to start with, such as zeros for h and c, and return the one after the stretch beside the loss.", nameof(state))
        : Array.ConvertAll(state, part => part.detach().clone().DetachFromDisposeScope());

    private static void Free(Tensor[] state)
    {
        foreach (var part in state)
        {
            part.Dispose();
        }
    }
}
