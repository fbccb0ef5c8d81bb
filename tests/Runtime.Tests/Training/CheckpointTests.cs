using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class CheckpointTests : ScopedTest
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_resumed_run_is_bit_identical_to_one_that_never_stopped([Values] bool scalarsOnDevice)
    {
        manual_seed(5);
        var (model, trainer) = NewRun(scalarsOnDevice);
        using (trainer)
        {
            Train(model, trainer, 4);
            trainer.Save();
            Train(model, trainer, 5);
        }

        manual_seed(99);
        var (resumed, second) = NewRun(scalarsOnDevice);
        using (second)
        {
            Assert.That(second.Resume(), Is.True);
            Assert.That(second.StepCount, Is.EqualTo(4));
            Assert.That(second.BatchCursor, Is.EqualTo(4));
            Train(resumed, second, 5);
        }

        Assert.That(resumed[0], Is.EqualTo(model[0]));
        Assert.That(resumed[1], Is.EqualTo(model[1]));
    }

    [Test]
    public void A_folder_without_checkpoints_is_a_new_run()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            Assert.That(trainer.Resume(), Is.False);
        }
    }

    [Test]
    public void A_run_that_went_back_does_not_resume_from_what_it_left()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 2);
            var second = trainer.Save();
            Train(model, trainer, 2);
            trainer.Save();
            Train(model, trainer, 2);
            trainer.Save();
            trainer.Resume(second);
            Train(model, trainer, 1);
            var third = trainer.Save();

            Assert.That(new CheckpointFolder(_folder).List(), Is.EqualTo(new[] { third, second }));
            Assert.That(Directory.EnumerateDirectories(_folder, "left-*").Select(Path.GetFileName), Is.EqualTo(new[] { "left-step-0000000006" }));
            Assert.That(trainer.Resume(), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(3));

            Assert.That(trainer.Resume(Path.Combine(_folder, "left-step-0000000006")), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(6));
        }
    }

    [Test]
    public void A_checkpoint_that_is_not_there_is_not_called_damaged()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            Assert.That(() => trainer.Resume(Path.Combine(_folder, "step-0000000007")),
                Throws.TypeOf<CheckpointException>().With.Message.Contains("There is no checkpoint").And.Message.Contains("check the path"));
        }
    }

    [Test]
    public void Who_watches_may_change_between_two_parts_of_a_run()
    {
        using (var trainer = NewTrainer(20, [new RunHistory("run"), new Fussy { Value = "7" }]))
        {
            Train((FedModel)trainer.Model, trainer, 2);
            trainer.Save();
        }

        var (fussy, history) = (new Fussy(), new RunHistory("run"));
        using (var trainer = NewTrainer(20, [fussy, new GradientWatch(), history]))
        {
            Assert.That(trainer.Resume(), Is.True);
            Assert.That(fussy.Value, Is.EqualTo("7"), "found under another number");
            Assert.That(history.Loss.Buckets, Has.Count.EqualTo(2));
            Assert.That(history.Findings.Single().Evidence, Does.StartWith("GradientWatch did not watch"));
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        using var alone = NewTrainer(20, []);
        Assert.That(alone.Resume(), Is.True);
        Assert.That(alone.StepCount, Is.EqualTo(3));
    }

    [Test]
    public void An_observer_that_cannot_be_disposed_leaves_no_folder_locked()
    {
        var trainer = NewTrainer(20, [new Stubborn()]);

        Assert.That(trainer.Dispose, Throws.TypeOf<IOException>());
        Assert.That(() => NewTrainer(20, []).Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_file_is_no_new_run()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var saved = trainer.Save();
            Assert.That(() => trainer.Resume(Path.Combine(saved, "weights.safetensors")), Throws.TypeOf<CheckpointException>().With.Message.Contains("is a file").And.Message.Contains(saved + "'."));
        }
    }

    [Test]
    public void The_folder_stays_where_it_is_when_the_process_goes_elsewhere()
    {
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = _folder;
            using var trainer = Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = "own" });
            Environment.CurrentDirectory = before;

            Assert.That(trainer.Save(), Is.EqualTo(Path.Combine(_folder, "own", "step-0000000000")));
            Assert.That(trainer.Resume(), Is.True);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Test]
    public void A_disposed_model_is_not_saved_without_its_weights()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            model.Dispose();

            Assert.That(() => trainer.Save(), Throws.InvalidOperationException.With.Message.Contains("'p0' was disposed"));
            Assert.That(new CheckpointFolder(_folder).List(), Is.Empty);
        }
    }

    [Test]
    public void A_disposed_trainer_says_so_and_takes_no_folder()
    {
        var (model, trainer) = NewRun();
        trainer.Dispose();

        Assert.That(() => Train(model, trainer, 1), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(Trainer)));
        Assert.That(() => trainer.Save(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => trainer.Resume(), Throws.TypeOf<ObjectDisposedException>());
        using var next = NewRun().Trainer;
        Assert.That(next.Resume(), Is.False);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(-1)]
    public void A_learning_rate_scale_that_would_ruin_the_parameters_is_refused(double scale)
    {
        using var trainer = NewRun().Trainer;
        Assert.That(() => trainer.LearningRateScale = scale, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(trainer.LearningRateScale, Is.EqualTo(1));
    }

    [Test]
    public void Another_culture_is_the_same_plan()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            trainer.Save();
            var culture = System.Globalization.CultureInfo.CurrentCulture;
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = german;
            try
            {
                Assert.That(trainer.Resume(), Is.True);
            }
            finally
            {
                System.Globalization.CultureInfo.CurrentCulture = culture;
            }
        }
    }

    [Test]
    public void Old_checkpoints_are_removed()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            for (var index = 0; index < 5; index++)
            {
                Train(model, trainer, 1);
                trainer.Save();
            }
        }

        Assert.That(
            new CheckpointFolder(_folder).List().Select(Path.GetFileName),
            Is.EqualTo(new[] { "step-0000000005", "step-0000000004", "step-0000000003" }));
    }

    [Test]
    public void A_folder_of_another_name_is_no_checkpoint()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "step-abc"));
        Directory.CreateDirectory(Path.Combine(_folder, "step-0000000009.partial"));

        Assert.That(new CheckpointFolder(_folder).List(), Is.Empty);
    }

    [Test]
    public void The_same_step_saved_again_is_the_same_checkpoint()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var first = trainer.Save();
            var written = File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.sha256"));

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(new[] { first }));
            Assert.That(File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.sha256")), Is.EqualTo(written), "nothing was written anew");
        }
    }

    [Test]
    public void The_same_step_saved_again_in_another_state_takes_the_place_of_the_first()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var first = trainer.Save();
            trainer.BatchCursor = 17;

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(new[] { first }));
            trainer.BatchCursor = 0;
            trainer.Resume();
            Assert.That(trainer.BatchCursor, Is.EqualTo(17));
        }
    }

    [Test]
    public void A_damaged_checkpoint_of_the_same_step_is_replaced_though_the_state_is_the_same()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var first = trainer.Save();
            File.WriteAllText(Path.Combine(first, "weights.safetensors"), "");

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(CheckpointFolder.Damage(first), Is.Null);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Killed_while_one_checkpoint_took_the_place_of_another_the_later_one_counts(bool isFirstGone)
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var first = trainer.Save();
            Directory.Move(first, first + "-aside");
            trainer.BatchCursor = 17;
            trainer.Save();
            Directory.Move(first, first + "-0001");
            Directory.Move(first + "-aside", isFirstGone ? first + ".partial" : first);

            Assert.That(trainer.Resume(), Is.True);
            Assert.That(trainer.BatchCursor, Is.EqualTo(17));
            trainer.BatchCursor = 18;
            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(new[] { first }));
            trainer.Resume();
            Assert.That(trainer.BatchCursor, Is.EqualTo(18));
        }
    }

    [TestCase("weights.safetensors", "flip")]
    [TestCase("trainer.safetensors", "flip")]
    [TestCase("checkpoint.sha256", "flip")]
    [TestCase("weights.safetensors", "truncate")]
    [TestCase("trainer.safetensors", "truncate")]
    [TestCase("checkpoint.sha256", "truncate")]
    [TestCase("weights.safetensors", "unreadable")]
    [TestCase("checkpoint.sha256", "unreadable")]
    [TestCase("weights.safetensors", "folder")]
    [TestCase("checkpoint.sha256", "folder")]
    [TestCase("weights.safetensors", "empty")]
    [TestCase("checkpoint.sha256", "empty")]
    [TestCase("trainer.safetensors", "delete")]
    [TestCase("checkpoint.sha256", "delete")]
    public void A_damaged_checkpoint_is_refused_and_the_previous_one_offered(string file, string damage)
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var intact = trainer.Save();
            Train(model, trainer, 1);
            var path = Path.Combine(trainer.Save(), file);
            var bytes = File.ReadAllBytes(path);
            switch (damage)
            {
                case "flip":
                    bytes[bytes.Length / 2] ^= 4;
                    File.WriteAllBytes(path, bytes);
                    break;
                case "truncate":
                    File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                    break;
                case "empty":
                    File.WriteAllBytes(path, []);
                    break;
                case "folder":
                    File.Delete(path);
                    Directory.CreateDirectory(path);
                    break;
                case "unreadable":
                    if (!OperatingSystem.IsLinux())
                        Assert.Pass("needs a file whose reading fails");
                    File.Delete(path);
                    File.CreateSymbolicLink(path, "/proc/self/mem"); // reading it from its start gives an input/output error
                    break;
                default:
                    File.Delete(path);
                    break;
            }

            var exception = Assert.Throws<CheckpointException>(() => trainer.Resume());
            Assert.That(exception!.PreviousIntact, Is.EqualTo(intact));
            Assert.That(exception.Message, Does.Contain(intact));
            Assert.That(trainer.Resume(intact), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_checkpoint_of_the_first_version_goes_on_to_the_same_bits()
    {
        manual_seed(5);
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 4);
            WriteAsVersion(trainer.Save(), "1");
            Train(model, trainer, 5);
        }

        var (resumed, second) = NewRun();
        using (second)
        {
            Assert.That(second.Resume(), Is.True);
            Train(resumed, second, 5);
        }

        Assert.That(resumed[0], Is.EqualTo(model[0]));
        Assert.That(resumed[1], Is.EqualTo(model[1]));
    }

    [Test]
    public void A_checkpoint_of_the_first_version_from_other_frozen_parameters_is_refused_by_its_lengths()
    {
        using (var trainer = NewFrozen(0))
        {
            trainer.Step(() => ((FedModel)trainer.Model).LossWithGradients([1, 2], [3, 4]));
            WriteAsVersion(trainer.Save(), "1");
        }

        using var other = NewFrozen(-1);
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("other frozen parameters"));
    }

    [Test]
    public void A_checkpoint_of_a_later_version_is_refused_with_what_to_do()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            WriteAsVersion(trainer.Save(), "3");
            Assert.That(() => trainer.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("has format version '3' but this library reads versions 1 and 2. Resume with the version of StableModels that wrote it, or a later one"));
        }
    }

    // Version 1 is version 2 without the names of what was trained.
    private static void WriteAsVersion(string checkpoint, string version)
    {
        var file = Path.Combine(checkpoint, "trainer.safetensors");
        var (tensors, values) = Safetensors.Load(file);
        values["format_version"] = version;
        values.Remove("trained");
        var hash = Convert.ToHexString(Safetensors.Save(file, tensors, values)).ToLowerInvariant();
        var checksums = Path.Combine(checkpoint, "checkpoint.sha256");
        File.WriteAllLines(checksums, [File.ReadAllLines(checksums)[0], $"{hash}  trainer.safetensors"]);
    }

    [Test]
    public void A_folder_that_cannot_be_written_stops_before_training()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.That(
            () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = Path.Combine(file, "below") }),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be written"));
    }

    [Test]
    public void Another_plan_is_refused()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            trainer.Save();
        }

        using var other = Trainer.Create(new FedModel(zeros(2, 2), zeros(2)), new(new AdamW { LearningRate = 0.5 }), CPU, 10, new() { CheckpointFolder = _folder });
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("another plan"));
    }

    [Test]
    public void Another_model_is_refused()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            trainer.Save();
        }

        using var other = Trainer.Create(new FedModel(zeros(3, 2), zeros(2)), Plan(), CPU, 10, new() { CheckpointFolder = _folder });
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("[2, 2] where the model has [3, 2]"));
    }

    // Both parameters have two elements, so that every length is the same and only the names tell.
    [TestCase(0, 1, "it trained 'p1 [2]', which this run does not (frozen, or of another shape), and this run trains 'p0 [2]', which it did not")]
    [TestCase(-1, 0, "it trained 'p0 [2]', which this run does not")]
    [TestCase(0, -1, "this run trains 'p0 [2]', which it did not")]
    public void Other_frozen_parameters_are_refused_before_anything_changes(int frozenThen, int frozenNow, string difference)
    {
        using (var trainer = NewFrozen(frozenThen))
        {
            trainer.Step(() => ((FedModel)trainer.Model).LossWithGradients([1, 2], [3, 4]));
            trainer.Save();
        }

        using var other = NewFrozen(frozenNow);
        using var before = other.Capture();
        var refusal = Assert.Throws<CheckpointException>(() => other.Resume());

        Assert.That(refusal!.Message, Does.Contain(difference).And.Contain("Freeze and group the parameters as in the run that it comes from"));
        AssertSame(other, before);
    }

    [Test]
    public void Another_trainers_capture_is_refused_before_anything_changes()
    {
        using var larger = Trainer.Create(new FedModel(ones(2, 2), ones(2)), Plan(), CPU, 20);
        using var mine = Trainer.Create(new FedModel(ones(2, 2), ones(3)), Plan(), CPU, 20);
        using var other = larger.Capture();
        using var before = mine.Capture();

        Assert.That(() => mine.Restore(other), Throws.TypeOf<CheckpointException>().With.Message.Contains("The captured state does not belong to this run: it trained 'p1 [2]'"));
        AssertSame(mine, before);
    }

    [Test]
    public void A_state_that_one_of_the_watchers_cannot_read_leaves_all_as_they_were()
    {
        string saved;
        using (var trainer = Watched(out var fussy))
        {
            Train((FedModel)trainer.Model, trainer, 2);
            fussy.Value = "not a number";
            saved = trainer.Save();
        }

        using var other = Watched(out _);
        Train((FedModel)other.Model, other, 1);
        using var before = other.Capture();

        Assert.That(() => other.Resume(saved), Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be read").And.Message.Contains("from another checkpoint"));
        AssertSame(other, before);

        Trainer Watched(out Fussy fussy)
        {
            fussy = new();
            return Trainer.Create(new FedModel(ones(2, 2), ones(2)), new(new AdamW(), new AdaGC { WarmupSteps = 1 }), CPU, 20, new() { CheckpointFolder = _folder, Observers = [new RunHistory("run"), fussy] });
        }
    }

    [Test]
    public void A_new_run_moves_the_checkpoints_of_another_away_and_deletes_none()
    {
        var saved = SaveFour(out var last);
        var history = new RunHistory("run");
        using (var trainer = NewTrainer(20, [history]))
        {
            Train((FedModel)trainer.Model, trainer, 1);
            var own = trainer.Save();

            Assert.That(new CheckpointFolder(_folder).List(), Is.EqualTo(new[] { own }), "a plain resume finds this run alone");
        }

        var aside = Path.Combine(_folder, "earlier-0001");
        Assert.That(Directory.GetDirectories(aside).Select(Path.GetFileName), Is.EquivalentTo(saved));
        Assert.That(history.Findings.Single().Evidence, Does.Contain(aside));
        using (var earlier = NewTrainer(20, [new RunHistory("run")]))
        {
            Assert.That(earlier.Resume(aside), Is.True);
            Assert.That(earlier.StepCount, Is.EqualTo(last));
        }

        SaveFour(out _);
        Assert.That(Directory.GetDirectories(_folder, "earlier-*"), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_resumed_run_removes_its_own_old_checkpoints()
    {
        SaveFour(out _);
        using (var trainer = NewTrainer(20, [new RunHistory("run")]))
        {
            trainer.Resume();
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        Assert.That(Directory.GetDirectories(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "step-0000000005", "step-0000000004", "step-0000000003" }));
    }

    [TestCase(12, "learning rate would jump from 0.05461 to")]
    [TestCase(50, "totalSteps = 20")]
    public void Other_total_steps_are_refused_where_the_learning_rate_would_jump(long totalSteps, string message)
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 12); // one of them skipped
            trainer.Save();
        }

        using var other = NewTrainer(totalSteps, []);
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("comes from a run of 20 steps").And.Message.Contains(message));
        Assert.That(other.StepCount, Is.Zero);
    }

    [Test]
    public void Other_total_steps_are_told_where_nothing_jumps()
    {
        using (var trainer = NewTrainer(20, [new RunHistory("run")]))
        {
            Train((FedModel)trainer.Model, trainer, 2); // in the warm-up
            trainer.Save();
        }

        var history = new RunHistory("run");
        using var other = NewTrainer(50, [history]);
        Assert.That(other.Resume(), Is.True);
        Assert.That(history.Findings.Select(finding => finding.Name), Is.EqualTo(new[] { "Run length changed" }));
        Assert.That(history.Findings[0].Evidence, Does.Contain("20 steps").And.Contain("50"));
        Assert.That(other.TotalSteps, Is.EqualTo(50));
    }

    [Test]
    public void What_a_killed_writer_left_is_no_checkpoint_and_is_cleared()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var stale = Directory.CreateDirectory(Path.Combine(_folder, "step-0000000009.partial"));
            Assert.That(trainer.Resume(), Is.False);
            trainer.Save();
            Assert.That(stale.Exists && Directory.Exists(stale.FullName), Is.False);
        }
    }

    private Trainer NewTrainer(long totalSteps, IReadOnlyList<ITrainingObserver> observers) =>
        Trainer.Create(new FedModel(zeros(2, 2), zeros(2)), Plan(), CPU, totalSteps, new() { CheckpointFolder = _folder, Observers = observers });

    private List<string?> SaveFour(out long last)
    {
        using var trainer = NewTrainer(20, [new RunHistory("run")]);
        for (var index = 0; index < 4; index++)
        {
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        last = trainer.StepCount;
        return [.. new CheckpointFolder(_folder).List().Select(Path.GetFileName)];
    }

    private Trainer NewFrozen(int frozen)
    {
        var model = new FedModel([1, 2], [3, 4]);
        for (var index = 0; index < 2; index++)
        {
            model.Values[index].requires_grad = index != frozen;
        }

        return Trainer.Create(model, new(new AdamW()), CPU, 20, new() { CheckpointFolder = _folder });
    }

    private static void AssertSame(Trainer trainer, TrainingState before)
    {
        using var after = trainer.Capture();
        Assert.That(after.Values, Is.EquivalentTo(before.Values));
        foreach (var (name, tensor) in before.Tensors)
        {
            Assert.That(after.Tensors[name].equal(tensor).all().item<bool>(), Is.True, name);
        }
    }

    private sealed class Stubborn : ITrainingObserver, IDisposable
    {
        public void OnStep(Trainer trainer, StepResult result)
        {
        }

        public void Dispose() => throw new IOException("the last lines could not be written");
    }

    /// <summary>An observer whose state must be a number.</summary>
    private sealed class Fussy : ITrainingObserver, IStateful
    {
        public string Value { get; set; } = "1";

        public void OnStep(Trainer trainer, StepResult result)
        {
        }

        public void Save(TrainingState state) => state.Set("value", Value);

        public void Load(TrainingState state) => Value = int.Parse(state.Text("value"), System.Globalization.CultureInfo.InvariantCulture).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static TrainingPlan Plan() => new(new AdamW { LearningRate = 0.1 }, new Warmup(3), new CosineDecay(), new ClipNorm(1));

    private static void Train(FedModel model, Trainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // The data comes from the generator, so the test fails when its state is not restored.
            trainer.Step(batch => model.LossWithGradients(randn(4).add(batch).data<float>().ToArray(), batch == 2 ? [float.NaN, 0] : [1, 2]));
        }
    }

    private (FedModel Model, Trainer Trainer) NewRun(bool? scalarsOnDevice = null)
    {
        var model = new FedModel(randn(2, 2), randn(2));
        return (model, Trainer.Create(model, Plan(), CPU, 20, new() { CheckpointFolder = _folder, ScalarsOnDevice = scalarsOnDevice }));
    }
}
