using System.Globalization;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// A folder of checkpoints, each a folder <c>step-0000000100</c> with <c>weights.safetensors</c> (the module's state dict, readable by PyTorch),
/// <c>trainer.safetensors</c> (everything else) and <c>checkpoint.sha256</c> (checksums; <c>sha256sum -c</c> reads it).
/// </summary>
/// <remarks>
/// A checkpoint is written under another name, flushed to the disk and then renamed, so that at any instant a name without <c>.partial</c> is a whole
/// checkpoint; the older ones are removed only after that.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string WeightsFile = "weights.safetensors";
    private const string StateFile = "trainer.safetensors";
    private const string LeftPrefix = "left-";
    private const string EarlierPrefix = "earlier-";
    private const string Unfinished = ".partial";
    private const string FormatVersion = "2";

    /// <summary>As version 2, but without the names of the trained parameters.</summary>
    internal const string FirstFormatVersion = "1";

    private static readonly string[] s_files = [WeightsFile, StateFile];

    private readonly string _path;

    /// <param name="path">The folder; it need not exist yet.</param>
    public CheckpointFolder(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("The name of the checkpoint folder is blank. Name one, such as \"checkpoints\".");
        }

        _path = Path.GetFullPath(path);
    }

    /// <summary>Creates the folder and writes a file to it, so that a mistake shows before training and not after hours of it.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public void MakeSureItIsWritable() => WritableFolder.Make(_path, "checkpoint folder");

    /// <summary>Makes sure that the disk holds the checkpoints of a whole run: those that are kept, and the next one while it is written.</summary>
    /// <param name="bytes">The size of a checkpoint.</param>
    /// <param name="keep">How many stay.</param>
    /// <exception cref="CheckpointException">There is too little room; the message says how much is needed and how much there is.</exception>
    public void MakeSureThereIsRoom(long bytes, int keep)
    {
        var missing = Math.Max(1, keep + 1 - List().Count);
        var free = FreeSpace.Of(_path);
        try
        {
            if (free >= bytes * missing)
            {
                FreeSpace.Try(_path, bytes);
                return;
            }
        }
        catch (IOException exception)
        {
            throw NoRoom(exception);
        }

        throw NoRoom(null);

        CheckpointException NoRoom(Exception? cause) => new(
            $"The checkpoint folder '{_path}' has {FreeSpace.Text(free)} free, and {FreeSpace.Text(bytes * missing)} are needed: {missing} checkpoint{(missing == 1 ? "" : "s")} of {FreeSpace.Text(bytes)}" +
            $"{(missing == 1 ? "" : $", {keep} that are kept and the next one while it is written")}. {(cause is null ? "" : SystemReason.Of(cause) + " ")}Free space, keep fewer checkpoints or choose another folder.",
            cause!);
    }

    /// <summary>The whole checkpoints, newest first.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(_path)
        ? []
        : [.. Directory.EnumerateDirectories(_path, CheckpointName.Prefix + "*")
            .Where(path => CheckpointName.Is(Path.GetFileName(path.AsSpan())))
            .OrderByDescending(path => Path.GetFileName(path), StringComparer.Ordinal)];

    /// <summary>Moves the checkpoints of another run out of the way, those that it left included, into a folder <c>earlier-0001</c> below this one. Nothing of them is changed or deleted.</summary>
    /// <returns>The folder that they are in now; null when there were none.</returns>
    /// <exception cref="CheckpointException">They cannot be moved.</exception>
    public string? SetEarlierRunAside()
    {
        if (List() is not [_, ..] checkpoints)
        {
            return null;
        }

        try
        {
            string aside;
            for (var number = 1; Directory.Exists(aside = Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{EarlierPrefix}{number:D4}"))); number++)
            {
            }

            Directory.CreateDirectory(aside);

            // The newest last: a plain resume after a power cut still finds it.
            foreach (var checkpoint in Directory.EnumerateDirectories(_path, LeftPrefix + CheckpointName.Prefix + "*").Concat(checkpoints.Reverse()).ToList())
            {
                Directory.Move(checkpoint, Path.Combine(aside, Path.GetFileName(checkpoint)));
            }

            DurableFiles.FlushFolder(aside);
            DurableFiles.FlushFolder(_path);
            return aside;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The checkpoints of an earlier run in '{_path}' could not be moved out of the way: {SystemReason.Of(exception)} Choose another folder for this run, or move them by hand.", exception);
        }
    }

    /// <summary>Writes a checkpoint; when this returns, it survives a power cut.</summary>
    /// <param name="step">The step, for the name.</param>
    /// <param name="weights">The module's state dict.</param>
    /// <param name="state">Everything else.</param>
    /// <param name="keep">How many checkpoints stay, this one included.</param>
    /// <returns>The checkpoint's path.</returns>
    /// <remarks>
    /// There is one checkpoint a step: what was saved of the same step before is replaced once the new one is whole, or left as it is when every byte would be the same. Checkpoints of later steps come from a
    /// history that the run left when it went back: the last of them is renamed to <c>left-step-...</c>, which no resume takes by itself, the others are deleted.
    /// </remarks>
    /// <exception cref="CheckpointException">The disk is full or the folder cannot be written; earlier checkpoints are untouched.</exception>
    public string Write(long step, IReadOnlyDictionary<string, Tensor> weights, TrainingState state, int keep)
    {
        ArgumentNullException.ThrowIfNull(state);
        OutOfRange.ThrowIfBelow(keep, 1);
        string? partial = null;
        try
        {
            Directory.CreateDirectory(_path);
            foreach (var stale in Directory.EnumerateDirectories(_path, CheckpointName.Prefix + "*" + Unfinished).ToList())
            {
                Directory.Delete(stale, recursive: true);
            }

            var before = List().Where(path => CheckpointName.IsOf(step, Path.GetFileName(path))).ToList();
            var target = before.Count == 0 ? PathOf(step) : Path.Combine(_path, CheckpointName.After(Path.GetFileName(before[0]), step));
            partial = target + Unfinished;
            Directory.CreateDirectory(partial);
            state.Set("format_version", FormatVersion);
            var checksums = CheckpointChecksums.Of([
                (WeightsFile, Safetensors.Save(Path.Combine(partial, WeightsFile), weights)),
                (StateFile, Safetensors.Save(Path.Combine(partial, StateFile), state.Tensors, state.Values)),
            ]);
            CheckpointChecksums.Write(partial, checksums);

            if (before is [var last, ..] && CheckpointChecksums.Match(last, checksums, s_files))
            {
                Directory.Delete(partial, recursive: true);
                target = last;
            }
            else
            {
                DurableFiles.FlushFolder(partial);
                Directory.Move(partial, target);
                DurableFiles.FlushFolder(_path);
            }

            // Only now that the later one is whole, and under a name that sorts after theirs, do the earlier ones of this step go.
            before.Where(path => path != target).ToList().ForEach(Remove);
            if (target != PathOf(step))
            {
                Directory.Move(target, PathOf(step));
                DurableFiles.FlushFolder(_path);
                target = PathOf(step);
            }

            SetAside(List().TakeWhile(path => path != target).ToList());
            foreach (var old in List().Skip(keep))
            {
                Remove(old);
            }

            return target;
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException) and not CheckpointException)
        {
            var previous = List() is [var newest, ..] ? newest : null;
            throw new CheckpointException(
                $"The checkpoint of step {step} could not be written to '{_path}': {SystemReason.Of(exception, partial, partial?[..^Unfinished.Length] ?? "")} " +
                (previous is null ? "There is no earlier one. " : $"The earlier one '{previous}' is untouched. ") + RemoveUnfinished(partial) + "Free space or choose another folder, then save again.",
                exception)
            { PreviousIntact = previous };
        }
    }

    // Later steps than the one just saved belong to a history that the run has left by going back: a plain resume must not return to it. The last of them stays, under another name.
    private void SetAside(List<string> later)
    {
        if (later.Count == 0)
        {
            return;
        }

        foreach (var old in Directory.EnumerateDirectories(_path, LeftPrefix + CheckpointName.Prefix + "*").ToList())
        {
            Directory.Delete(old, recursive: true);
        }

        Directory.Move(later[0], Path.Combine(_path, LeftPrefix + Path.GetFileName(later[0])));
        foreach (var path in later.Skip(1))
        {
            Remove(path);
        }
    }

    // What was written takes the room that is needed now. Empty, or what a person has to clear away.
    private static string RemoveUnfinished(string? partial)
    {
        try
        {
            if (partial is not null && Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            return "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The unfinished '{partial}' could not be removed either. ";
        }
    }

    /// <summary>Deletes the folder with everything in it, unless a run uses it. Nothing happens when there is none.</summary>
    /// <exception cref="CheckpointException">Another run uses it, or it cannot be deleted.</exception>
    public void Delete()
    {
        if (!Directory.Exists(_path))
        {
            return;
        }

        try
        {
            using (FolderLock.Take(_path))
            {
                foreach (var folder in Directory.EnumerateDirectories(_path).ToList())
                {
                    Directory.Delete(folder, recursive: true);
                }
            }

            Directory.Delete(_path, recursive: true);
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException) and not CheckpointException)
        {
            throw new CheckpointException($"The checkpoint folder '{_path}' cannot be deleted: {SystemReason.Of(exception)} Change its permissions, or delete it by hand.", exception);
        }
    }

    // By its name even when it is damaged or missing, by what is in it when it was set aside or renamed.
    internal static bool IsCheckpoint(string path) =>
        CheckpointName.Is(Path.GetFileName(Path.TrimEndingDirectorySeparator(path))) || File.Exists(Path.Combine(path, CheckpointChecksums.FileName));

    /// <summary>Reads a checkpoint after checking every byte of it.</summary>
    /// <param name="checkpoint">A checkpoint's path, as <see cref="List"/> gives it.</param>
    /// <returns>Weights and state on the CPU; the caller disposes them.</returns>
    /// <exception cref="CheckpointException">It does not exist, or is damaged; <see cref="CheckpointException.PreviousIntact"/> offers an earlier one.</exception>
    public static (Dictionary<string, Tensor> Weights, TrainingState State) Read(string checkpoint)
    {
        checkpoint = Path.GetFullPath(checkpoint);
        if (!Directory.Exists(checkpoint))
        {
            var there = new CheckpointFolder(Path.GetDirectoryName(checkpoint)!).List();
            throw new CheckpointException(
                $"There is no checkpoint '{checkpoint}'. " + (there.Count == 0 ? "Its folder holds none: check the path." : $"The latest in its folder is '{there[0]}'."));
        }

        if (Damage(checkpoint) is { } damage)
        {
            var previous = new CheckpointFolder(Path.GetDirectoryName(checkpoint)!).List()
                .FirstOrDefault(path => string.CompareOrdinal(Path.GetFileName(path), Path.GetFileName(checkpoint)) < 0 && Damage(path) is null);
            throw new CheckpointException(
                $"The checkpoint '{checkpoint}' is damaged: {damage}. " +
                (previous is null ? "There is no earlier intact one; start a new run." : $"The earlier one '{previous}' is intact: resume from it."))
            { PreviousIntact = previous };
        }

        try
        {
            return Load(checkpoint);
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException or InvalidDataException) and not CheckpointException)
        {
            throw new CheckpointException($"The checkpoint '{checkpoint}' cannot be read: {SystemReason.Of(exception)} Check the disk and the files' permissions.", exception);
        }
    }

    private static (Dictionary<string, Tensor> Weights, TrainingState State) Load(string checkpoint)
    {
        var (tensors, values) = Safetensors.Load(Path.Combine(checkpoint, StateFile));
        var state = TrainingState.Of(tensors, values);
        try
        {
            return !values.TryGetValue("format_version", out var version) || version is not (FormatVersion or FirstFormatVersion)
                ? throw new CheckpointException(
                    $"The checkpoint '{checkpoint}' has format version '{version}' but this library reads versions {FirstFormatVersion} and {FormatVersion}. Resume with the version of StableModels that wrote it, or a later one; " +
                    $"or load only the weights, with Safetensors.Load of its {WeightsFile}, and start a new run.")
                : (Safetensors.Load(Path.Combine(checkpoint, WeightsFile)).Tensors, state);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with a checkpoint; null when every byte is as it was written.</summary>
    /// <param name="checkpoint">A checkpoint's path.</param>
    public static string? Damage(string checkpoint) => CheckpointChecksums.Damage(checkpoint, s_files);

    // The name goes first, so that a removal that is cut short never leaves half a checkpoint under a whole one's name.
    private static void Remove(string checkpoint)
    {
        var doomed = checkpoint + Unfinished;
        Directory.Move(checkpoint, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    private string PathOf(long step) => Path.Combine(_path, CheckpointName.Of(step));
}
