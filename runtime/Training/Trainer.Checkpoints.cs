using System.Globalization;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Recovery;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

public sealed partial class Trainer
{
    // Curves and audit trails grow while a run goes on; they are small beside the weights.
    private const long RoomToGrow = 1 << 20;

    private readonly List<FolderLock> _claims = [];
    private readonly HashSet<string> _ownFolders = new(StringComparer.Ordinal);

    // In full: the process may change its working directory.
    private string? _defaultFolder;

    /// <summary>Saves everything that the next step depends on; when this returns, it survives a power cut.</summary>
    /// <remarks>
    /// There is one checkpoint a step: saved again, it takes the place of the first, or is left as it is when nothing has changed. Older checkpoints of this run are removed beyond <see cref="TrainerOptions.KeepCheckpoints"/>. Those of another run, from which this one did not resume, are moved as they are into a folder
    /// <c>earlier-0001</c> below, once and with a finding.
    /// </remarks>
    /// <param name="folder">A folder of checkpoints, which is this trainer's alone from then on; null: <see cref="TrainerOptions.CheckpointFolder"/>.</param>
    /// <returns>The checkpoint's path.</returns>
    /// <exception cref="CheckpointException">It could not be written, or another run uses the folder; earlier checkpoints are untouched.</exception>
    /// <exception cref="InvalidOperationException">Called inside the loss; or a parameter was disposed, replaced, added or given other memory since the trainer was made.</exception>
    public string Save(string? folder = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RequireNoLossInTheMaking(nameof(Save));
        if (_arena.Segments.FirstOrDefault(segment => segment.Parameter.IsInvalid) is { } gone)
        {
            throw new InvalidOperationException($"'{gone.Name}' was disposed, so that a checkpoint would not hold it. Save before the model is disposed, and create the model outside of the dispose scopes of its steps.");
        }

        _parameters.Check();
        folder = FolderOrDefault(folder);
        Claim(folder);
        MakeOwn(folder);
        string path;
        using (NewDisposeScope())
        {
            path = new CheckpointFolder(folder).Write(StepCount, Model.state_dict(), StateToSave(), _options.KeepCheckpoints);
        }

        foreach (var observer in _observers)
        {
            observer.OnSaved(this, path);
        }

        return path;
    }

    /// <summary>Goes on from the newest checkpoint.</summary>
    /// <remarks>
    /// Without a path it is the line that both the first start of a job and every later one need. A path that is neither the trainer's own folder nor holds a checkpoint is a mistake, and refused, once the trainer has a folder of its
    /// own: <see cref="TrainerOptions.CheckpointFolder"/>, or the one that it has saved to. Before that, a folder which is not there yet is where a new run will save, as far as the trainer can know: look at what is returned, or set
    /// <see cref="TrainerOptions.CheckpointFolder"/>.
    /// </remarks>
    /// <param name="path">A folder of checkpoints or one checkpoint; null: <see cref="TrainerOptions.CheckpointFolder"/>.</param>
    /// <returns>False when the folder has no checkpoint yet, or is not there yet: a new run.</returns>
    /// <exception cref="ArgumentException">There is no path, and no <see cref="TrainerOptions.CheckpointFolder"/>.</exception>
    /// <exception cref="CheckpointException">
    /// There is no checkpoint, and the path is not the trainer's own folder; or the checkpoint is damaged, and the message names the previous one; or it comes from another plan, model or set of trained parameters. Everything is looked at first: then nothing has changed.
    /// </exception>
    public bool Resume(string? path = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RequireNoLossInTheMaking(nameof(Resume));
        path = FolderOrDefault(path);
        if (File.Exists(path))
        {
            throw new CheckpointException($"'{path}' is a file. Give a folder of checkpoints, or one checkpoint, which is a folder too{(CheckpointFolder.IsCheckpoint(Path.GetDirectoryName(FullName(path))!) ? $": '{Path.GetDirectoryName(FullName(path))}'" : "")}.");
        }

        var isCheckpoint = CheckpointFolder.IsCheckpoint(path);
        var checkpoint = isCheckpoint ? path : new CheckpointFolder(path).List() is [var newest, ..] ? newest : null;
        if (checkpoint is null)
        {
            return IsWhereThisRunSaves(path) ? false : throw NothingThere(path);
        }

        var (weights, state) = CheckpointFolder.Read(checkpoint);
        using (state)
        {
            try
            {
                CheckPlan(checkpoint, state);
                CheckWeights(checkpoint, weights);
                CheckState($"The checkpoint '{checkpoint}'", state);
                CheckTotalSteps(checkpoint, state);
                LoadParts(state);
                LoadWeights(weights);
                if (_arena.IsMixed)
                {
                    using var noGrad = no_grad();
                    _arena.Parameters.copy_(state.Tensor("parameters"));
                }

                LoadState(state);
                _ownFolders.Add(FullName(Path.GetDirectoryName(FullName(checkpoint))!));
                TellOfTotalSteps(state);
                TellOfNewObservers(state);
            }
            finally
            {
                foreach (var tensor in weights.Values)
                {
                    tensor.Dispose();
                }
            }
        }

        return true;
    }

    private TrainingState StateToSave()
    {
        var state = new TrainingState();
        SaveState(state);
        SaveObservers(state);
        if (_arena.IsMixed)
        {
            state.Set("parameters", _arena.Parameters);
        }

        return state;
    }

    private void CheckWeights(string checkpoint, Dictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        var own = Model.state_dict();
        foreach (var (name, tensor) in own)
        {
            if (!weights.TryGetValue(name, out var saved) || !saved.shape.AsSpan().SequenceEqual(tensor.shape))
            {
                throw new CheckpointException(
                    $"The checkpoint '{checkpoint}' {(saved is null ? $"has no '{name}'" : $"has '{name}' with shape [{string.Join(", ", saved.shape)}] where the model has [{string.Join(", ", tensor.shape)}]")}. " +
                    "It belongs to another model; resume with the model that it was saved with.");
            }
        }

        if (weights.Keys.FirstOrDefault(name => !own.ContainsKey(name)) is { } foreign)
        {
            throw new CheckpointException($"The checkpoint '{checkpoint}' has '{foreign}', which the model does not have. It belongs to another model; resume with the model that it was saved with.");
        }
    }

    private void LoadWeights(Dictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, tensor) in Model.state_dict())
        {
            tensor.copy_(weights[name]);
        }
    }

    private void CheckPlan(string checkpoint, TrainingState state)
    {
        var saved = state.Text("plan");
        var own = Plan.ToString();
        if (!string.Equals(saved, own, StringComparison.Ordinal))
        {
            throw new CheckpointException(
                $"The checkpoint '{checkpoint}' was saved under another plan, so going on would not be the same run. Saved:{Environment.NewLine}{saved}{Environment.NewLine}Now:{Environment.NewLine}{own}{Environment.NewLine}" +
                "Use the saved plan, or load only the weights with Safetensors.Load and start a new run.");
        }
    }

    // More or fewer steps are another decay. As long as the two agree so far, nothing jumps, and the rest follows the new length.
    private void CheckTotalSteps(string checkpoint, TrainingState state)
    {
        var (saved, step) = (state.Int64("total_steps"), state.Int64("step"));
        var updates = step - (long)state.Double("skipped");
        using var savedSchedule = Plan.CreateSchedule(saved);
        var (before, after) = (savedSchedule.FactorAt(updates), _schedule.FactorAt(updates));
        if (before != after)
        {
            throw new CheckpointException(string.Create(CultureInfo.InvariantCulture,
                $"The checkpoint '{checkpoint}' comes from a run of {saved} steps and this trainer is made for {TotalSteps}: after step {step} the learning rate would jump from {Plan.Optimizer.LearningRate * before:G4} to {Plan.Optimizer.LearningRate * after:G4}. ") +
                $"Resume with totalSteps = {saved}, or load only the weights with Safetensors.Load and start a new run.");
        }
    }

    // Checkpoints that this run neither wrote nor came from are somebody's: they leave the way, whole, and are not pruned with this run's.
    private void MakeOwn(string folder)
    {
        if (!_ownFolders.Add(FullName(folder)) || new CheckpointFolder(folder).SetEarlierRunAside() is not { } aside)
        {
            return;
        }

        Tell(new Finding
        {
            Name = "Earlier run set aside",
            Severity = Severity.Info,
            Step = StepCount,
            Evidence = $"The checkpoint folder held checkpoints of a run that this one does not continue; they are in '{aside}' now.",
            Advice = "Delete them when they are no longer needed. To go on from the last of them, call Resume with its path; a new run is best given a folder of its own.",
            Link = Detector.PageOf("earlier run set aside"),
        });
    }

    // What the first checkpoint, or the first snapshot that goes to a file, would stumble over after hours of training.
    private static void RequireSavable(Module model, TrainingPlan plan)
    {
        using var scope = NewDisposeScope();
        var saved = model.state_dict().Select(item => (Name: item.Key, item.Value));
        if (plan.Parts.OfType<SpikeGuard>().Any(guard => guard.Folder is not null))
        {
            saved = saved.Concat(model.named_buffers().Select(item => (item.name, item.buffer)));
        }

        foreach (var (name, value) in saved)
        {
            Safetensors.RequireType(name, value.dtype);
        }
    }

    // In the default folder, now that everything to be saved exists and its size is known.
    private void MakeSureThereIsRoom()
    {
        if (_defaultFolder is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var bytes = Model.state_dict().Values.Concat(StateToSave().Tensors.Values).Sum(tensor => tensor.numel() * tensor.element_size());
        new CheckpointFolder(_defaultFolder).MakeSureThereIsRoom(bytes + RoomToGrow, _options.KeepCheckpoints);
    }

    private void Claim(string folder)
    {
        var checkpoints = new CheckpointFolder(folder);
        folder = FullName(folder);
        if (!HasClaimed(folder))
        {
            checkpoints.MakeSureItIsWritable();
            _claims.Add(FolderLock.Take(folder));
        }
    }

    private bool HasClaimed(string fullName) => _claims.Exists(claim => string.Equals(FullName(claim.Folder), fullName, StringComparison.Ordinal));

    // A trainer that has no folder yet may be told now, by the path that it is going to save to.
    private bool IsWhereThisRunSaves(string path) => _claims.Count == 0 || HasClaimed(FullName(path));

    private CheckpointException NothingThere(string path) => new(
        $"There is no checkpoint in '{FullName(path)}'{(Directory.Exists(path) ? "" : ", and no such folder")}, and this run saves to another one, '{_claims[0].Folder}': check the path. " +
        $"To go on in the run's own folder, or start anew while that is empty, call Resume({(_defaultFolder is null ? $"\"{_claims[0].Folder}\"" : "")}).");

    private static string FullName(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private string FolderOrDefault(string? folder) => folder ?? _defaultFolder ?? throw new ArgumentException(
        "There is no checkpoint folder. Pass one, or set TrainerOptions.CheckpointFolder.");
}
