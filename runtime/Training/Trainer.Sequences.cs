using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Training;

public sealed partial class Trainer
{
    /// <summary>Trains along a sequence in the stretches that the plan's <see cref="TruncatedBackprop"/> declares.</summary>
    /// <param name="sequence">Time is one of its dimensions.</param>
    /// <param name="state">The hidden state to start with, such as (h, c). It stays the caller's.</param>
    /// <param name="run">Runs the model on a stretch from a state: gives the loss and the state after it.</param>
    /// <param name="timeDimension">Which dimension is time: 1 where the batch comes first, as declared layers take it, 0 where it comes second, as TorchSharp's own recurrent layers do unless told otherwise; -1 is the last.</param>
    /// <returns>The steps' results, and the state at the end, detached and outside of dispose scopes.</returns>
    /// <exception cref="ArgumentException">As of the other overload.</exception>
    /// <exception cref="InvalidOperationException">The plan has no <see cref="TruncatedBackprop"/>; or as of the other overload.</exception>
    public (IReadOnlyList<StepResult> Steps, Tensor[] State) StepThrough(Tensor sequence, Tensor[] state, Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run, int timeDimension) =>
        StepThrough(
            sequence,
            Plan.TruncatedBackprop?.Length ?? throw new InvalidOperationException("The plan does not say how long a stretch is. Declare [TruncatedBackprop(length)], or pass the length."),
            state,
            run,
            timeDimension);

    /// <summary>Trains along a sequence: truncated back-propagation through time, one step per stretch.</summary>
    /// <remarks>
    /// The states that come back from <paramref name="run"/> are of the number, shapes and kinds of number (floating-point, integer, ...) of those that it was given; only where there was none to start with, no state at
    /// all or one without elements, they may be any. What a stretch computes, and the state that it was given, end with it.
    /// </remarks>
    /// <param name="sequence">Time is one of its dimensions.</param>
    /// <param name="length">Time steps per stretch; the last stretch may be shorter.</param>
    /// <param name="state">The hidden state to start with, such as (h, c). It stays the caller's.</param>
    /// <param name="run">Runs the model on a stretch from a state: gives the loss and the state after it.</param>
    /// <param name="timeDimension">Which dimension is time: 1 where the batch comes first, as declared layers take it, 0 where it comes second, as TorchSharp's own recurrent layers do unless told otherwise; -1 is the last.</param>
    /// <returns>The steps' results, and the state at the end, detached and outside of dispose scopes.</returns>
    /// <exception cref="ArgumentException">The sequence has no such dimension; or a hidden state, given or returned, is missing, disposed or another one than before.</exception>
    /// <exception cref="InvalidOperationException">
    /// The plan has <see cref="GradientAccumulation"/> of more than one or a <see cref="BatchRamp"/>; the stretch and the state do not go together, as when time is another dimension; or something of an
    /// earlier stretch was used. Otherwise as of <see cref="Step(Func{Tensor})"/>.
    /// </exception>
    public (IReadOnlyList<StepResult> Steps, Tensor[] State) StepThrough(
        Tensor sequence,
        long length,
        Tensor[] state,
        Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run,
        int timeDimension)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(run);
        OutOfRange.ThrowIfBelow(length, 1);
        if (sequence.IsInvalid)
        {
            throw new ArgumentException("The sequence was disposed. Make it outside of the dispose scopes of earlier steps.", nameof(sequence));
        }

        if (timeDimension < -sequence.dim() || timeDimension >= sequence.dim())
        {
            throw new ArgumentOutOfRangeException(nameof(timeDimension), timeDimension, $"The sequence has the shape {HiddenState.Shape(sequence)} and no such dimension.");
        }

        RequireOneMicroBatch("StepThrough takes one step per stretch. To average over several sequences, put them side by side in one batch");
        timeDimension = (int)(timeDimension < 0 ? timeDimension + sequence.dim() : timeDimension);
        var results = new List<StepResult>();
        var current = HiddenState.ToStartWith(state);
        try
        {
            for (long first = 0; first < sequence.shape[timeDimension]; first += length)
            {
                using var stretch = sequence.narrow(timeDimension, first, Math.Min(length, sequence.shape[timeDimension] - first));
                Tensor[] after = [];
                try
                {
                    results.Add(Step(() =>
                    {
                        var (loss, next) = RunOn(stretch, current, run, timeDimension);
                        after = HiddenState.After(current, next, keepsShape: first == 0 && stretch.shape[timeDimension] == length);
                        return loss;
                    }));
                }
                catch
                {
                    HiddenState.Free(after);
                    throw;
                }

                HiddenState.Free(current);
                current = after;
            }
        }
        catch
        {
            HiddenState.Free(current);
            throw;
        }

        return (results, current);
    }

    // libtorch and TorchSharp do not know of stretches, and the cause mostly is in how they were cut.
    private static (Tensor Loss, Tensor[] State) RunOn(Tensor stretch, Tensor[] state, Func<Tensor, Tensor[], (Tensor Loss, Tensor[] State)> run, int timeDimension)
    {
        try
        {
            return run(stretch, state);
        }
        catch (ExternalException exception) when (SpeaksOfShapes().IsMatch(exception.Message))
        {
            throw new InvalidOperationException(
                $"The function that runs a stretch met shapes that do not go together. The stretch was {HiddenState.Shape(stretch)}, cut along timeDimension {timeDimension}, and the states {HiddenState.Shapes(state)}. " +
                "Where time is another dimension of the sequence, pass that as timeDimension: 1 where the batch comes first, as declared layers take it, 0 where it comes second. A state has the batch of the sequence. " +
                $"libtorch says: {exception.Message}",
                exception);
        }
        catch (InvalidOperationException exception) when (exception is ObjectDisposedException { ObjectName: nameof(Tensor) or nameof(Parameter) } || exception.Message.StartsWith("Tensor invalid", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                "The function that runs a stretch used a tensor that was disposed. What a stretch computes, and the state that it was given, end with it: take the states from the function's second argument at every stretch, " +
                $"and make what all stretches use outside of it. {exception.Message}",
                exception);
        }
    }

    // The first line, as a list of C++ functions may follow; whole words, as a GPU without memory speaks of max_split_size_mb.
    [GeneratedRegex(@"^[^\n]*\b(sizes?|shapes?|dim|dims|dimensions?)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpeaksOfShapes();
}
