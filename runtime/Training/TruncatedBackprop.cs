using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// Truncated back-propagation through time (Williams and Peng, 1990) for recurrent models: a long sequence is cut into stretches, each of which is one step; the hidden state
/// goes on from stretch to stretch, the gradient does not.
/// </summary>
public static class TruncatedBackprop
{
    /// <summary>Trains along a sequence.</summary>
    /// <param name="trainer">Takes one step per stretch.</param>
    /// <param name="sequence">Time is one of its dimensions.</param>
    /// <param name="length">Time steps per stretch; the last stretch may be shorter.</param>
    /// <param name="state">The hidden state to start with, such as (h, c).</param>
    /// <param name="run">Runs the model on a stretch from a state: gives the loss and the state after it.</param>
    /// <param name="timeDimension">Default 0.</param>
    /// <returns>The steps' results, and the state at the end, detached and outside of dispose scopes.</returns>
    public static (IReadOnlyList<StepResult> Steps, Tensor[] State) StepThrough(
        this Trainer trainer,
        Tensor sequence,
        long length,
        Tensor[] state,
        Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run,
        int timeDimension = 0)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var results = new List<StepResult>();
        var current = Detached(state);
        for (long first = 0; first < sequence.shape[timeDimension]; first += length)
        {
            using var stretch = sequence.narrow(timeDimension, first, Math.Min(length, sequence.shape[timeDimension] - first));
            var before = current;
            results.Add(trainer.Step(() =>
            {
                var (loss, after) = run(stretch, before);
                current = Detached(after);
                return loss;
            }));
            Free(before);
        }

        return (results, current);
    }

    private static Tensor[] Detached(Tensor[] state) => Array.ConvertAll(state, part => part.detach().clone().DetachFromDisposeScope());

    private static void Free(Tensor[] state)
    {
        foreach (var part in state)
        {
            part.Dispose();
        }
    }
}
