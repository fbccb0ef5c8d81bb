using StableModels.Monitoring;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

// Everything that the next step depends on: taken, looked at and put back, in memory and for checkpoints.
public sealed partial class Trainer
{
    private const string ObserverTypes = "observers";

    private string? _layout;

    /// <summary>A copy in memory of everything that the next step depends on, for <see cref="Restore"/>. The caller disposes it.</summary>
    public TrainingState Capture()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RequireNoLossInTheMaking(nameof(Capture));
        using var scope = NewDisposeScope();
        var state = StateToGoBackTo();
        SaveObservers(state);
        return state.Clone();
    }

    /// <summary>The same on the host and without the observers, who remember why training went back. It may take the memory of a state that is no longer needed.</summary>
    internal TrainingState CaptureToHost(TrainingState? scrap)
    {
        using var scope = NewDisposeScope();
        return StateToGoBackTo().Clone(CPU, scrap);
    }

    /// <summary>Goes back to what <see cref="Capture"/> took: parameters, buffers, optimiser, schedule, scaler, stages, observers, generator and batch cursor.</summary>
    /// <param name="state">A capture of this trainer.</param>
    /// <param name="keepObservers">Leaves the observers' states as they are, so that what watches remembers why it went back.</param>
    /// <exception cref="CheckpointException">The capture is another trainer's and does not fit. Everything is looked at first: then nothing has changed.</exception>
    public void Restore(TrainingState state, bool keepObservers = false)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(state);
        RequireNoLossInTheMaking(nameof(Restore));
        var buffers = state.Under("buffers");
        CheckState("The captured state", state);
        state.Tensor("parameters", _arena.Parameters);
        foreach (var (name, buffer) in Model.named_buffers())
        {
            buffers.Tensor(name, buffer);
        }

        LoadParts(state, keepObservers);
        using (no_grad())
        {
            _arena.Parameters.copy_(state.Tensor("parameters"));
            _arena.PublishParameters();
            foreach (var (name, buffer) in Model.named_buffers())
            {
                buffer.copy_(buffers.Tensor(name));
            }
        }

        LoadState(state);
    }

    private TrainingState StateToGoBackTo()
    {
        var state = new TrainingState();
        SaveState(state);
        state.Set("parameters", _arena.Parameters);
        var buffers = state.Under("buffers");
        foreach (var (name, buffer) in Model.named_buffers())
        {
            buffers.Set(name, buffer);
        }

        return state;
    }

    private void SaveState(TrainingState state)
    {
        state.Set("plan", Plan.ToString());
        state.Set("trained", _layout ??= ArenaLayout.Of(_arena));
        state.Set("total_steps", TotalSteps);
        state.Set("step", StepCount);
        _skipped.Save(state, "skipped");
        _skippedInARow.Save(state, "skipped_in_a_row");
        state.Set("batch_cursor", BatchCursor);
        state.Set("learning_rate_scale", LearningRateScale);
        state.Set("seed", unchecked((long)_seed));
        state.Set("generator", get_rng_state());
        _optimizer.Save(state.Under("optimizer"));
        SaveStages(state);
    }

    private void SaveStages(TrainingState state)
    {
        _scaler?.Save(state.Under("scaler"));
        foreach (var (name, part) in StatefulParts(_stages, "stage"))
        {
            part.Save(state.Under(name));
        }
    }

    private void SaveObservers(TrainingState state)
    {
        var parts = StatefulParts(_observers, "observer").ToList();
        state.Set(ObserverTypes, string.Join('\n', parts.Select(item => $"{item.Name} {item.Part.GetType().FullName}")));
        foreach (var (name, part) in parts)
        {
            part.Save(state.Under(name));
        }
    }

    // Who watches may change between two parts of a run: each finds what one of its type saved, in their order, under whatever name. Null: there is none, and it begins anew.
    private IEnumerable<(IStateful Part, string? Saved)> ObserversWithStates(TrainingState state)
    {
        var saved = state.Has(ObserverTypes)
            ? state.Text(ObserverTypes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToLookup(line => line[1], line => line[0], StringComparer.Ordinal)
            : null;
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, part) in StatefulParts(_observers, "observer"))
        {
            var type = part.GetType().FullName!;
            var index = taken[type] = taken.GetValueOrDefault(type, -1) + 1;
            yield return (part, saved is null ? name : saved[type].ElementAtOrDefault(index)); // versions before this one kept no types
        }
    }

    // What is copied into tensors and numbers of this run, looked at before the first of them changes.
    private void CheckState(string what, TrainingState state)
    {
        _layout ??= ArenaLayout.Of(_arena);
        // The first version of checkpoints did not say what was trained; there the lengths of the optimiser's state must do.
        var trained = state.Has("format_version") && state.Text("format_version") is CheckpointFolder.FirstFormatVersion ? _layout : state.Text("trained");
        if (ArenaLayout.Difference(trained, _layout) is { } difference)
        {
            throw new CheckpointException(
                $"{what} does not belong to this run: {difference}. Freeze and group the parameters as in the run that it comes from, or load only the weights with Safetensors.Load and start a new run.");
        }

        using var generator = get_rng_state();
        state.Tensor("generator", generator);
        _optimizer.Check(state.Under("optimizer"));
        if (_arena.IsMixed)
        {
            state.Tensor("parameters", _arena.Parameters);
        }

        state.Int64("seed");
        var (step, skipped) = (state.Int64("step"), state.Double("skipped"));
        var isPossible = state.Int64("total_steps") >= 1 && step >= 0 && state.Int64("batch_cursor") >= 0
            && skipped >= 0 && skipped <= step && state.Double("skipped_in_a_row") is >= 0 and var inARow && inARow <= skipped
            && state.Double("learning_rate_scale") is >= 0 and var scale && SettingRange.IsHeld(scale * Plan.Optimizer.LearningRate);
        if (!isPossible)
        {
            throw new CheckpointException($"{what} has numbers that no run has (steps, skipped steps, batch cursor or scale of the learning rate): it was not written by this library. Resume from another checkpoint.");
        }
    }

    // Scaler, stages and observers know their small states only by loading them: where one does not fit, all take back what they had.
    private void LoadParts(TrainingState state, bool keepObservers = false)
    {
        using var scope = NewDisposeScope();
        var before = new TrainingState();
        SaveStages(before);
        if (!keepObservers)
        {
            SaveObservers(before);
        }

        using var kept = before.Clone();
        try
        {
            TakeParts(state, keepObservers);
        }
        catch (Exception exception)
        {
            TakeParts(kept, keepObservers);
            if (exception is CheckpointException)
            {
                throw;
            }

            throw new CheckpointException($"The saved state of what clips or watches the run cannot be read: {SystemReason.Of(exception)} Resume with the plan and the observers that it was saved with, or from another checkpoint.", exception);
        }
    }

    private void TakeParts(TrainingState state, bool keepObservers)
    {
        _scaler?.Load(state.Under("scaler"));
        foreach (var (name, part) in StatefulParts(_stages, "stage"))
        {
            part.Load(state.Under(name));
        }

        if (!keepObservers)
        {
            foreach (var (part, saved) in ObserversWithStates(state))
            {
                if (saved is not null)
                {
                    part.Load(state.Under(saved));
                }
            }
        }
    }

    private void LoadState(TrainingState state)
    {
        _optimizer.Load(state.Under("optimizer"));
        StepCount = state.Int64("step");
        _skipped.Load(state, "skipped");
        _skippedInARow.Load(state, "skipped_in_a_row");
        BatchCursor = state.Int64("batch_cursor");
        LearningRateScale = state.Double("learning_rate_scale");
        _seed = unchecked((ulong)state.Int64("seed"));
        set_rng_state(state.Tensor("generator"));
    }

    private static IEnumerable<(string Name, IStateful Part)> StatefulParts<T>(IEnumerable<T> parts, string kind) =>
        parts.Select((part, index) => (Name: $"{kind}.{index}", Part: part as IStateful)).Where(item => item.Part is not null)!;

    // Between steps, and for observers, everything that a checkpoint holds belongs together.
    private void RequireNoLossInTheMaking(string what)
    {
        if (_isComputingLoss)
        {
            throw new InvalidOperationException($"{what} was called inside the loss, in the middle of a step. Call it between steps, or from an observer.");
        }
    }
}
