using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>What a trainer takes it gives back: when it is disposed, whatever its observers throw then, and when it cannot be made.</summary>
internal sealed class TrainerLifetimeTests : ScopedTest
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lifetime-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void An_observer_that_cannot_be_disposed_keeps_nothing_else_from_it()
    {
        var (before, after) = (new Watcher(), new Watcher());
        var model = new FedModel([1f, 2f]);
        var live = LiveTensors;
        var trainer = Create(model, Plan(), before, new Watcher { Trouble = new IOException("the last lines could not be written") }, after);

        Assert.That(trainer.Dispose, Throws.TypeOf<IOException>().With.Message.EqualTo("the last lines could not be written"));

        Assert.That((before.Disposals, after.Disposals), Is.EqualTo((1, 1)));
        Assert.That(LiveTensors, Is.EqualTo(live), "the arena and the optimiser's state too");
        Assert.That(() => Create(model, Plan()).Dispose(), Throws.Nothing, "the folders are not left locked");
    }

    [Test]
    public void Several_observers_that_cannot_be_disposed_are_told_together()
    {
        var (first, second) = (new IOException("first"), new InvalidOperationException("second"));
        var last = new Watcher();
        var trainer = Create(new FedModel([1f]), Plan(), new Watcher { Trouble = first }, new Watcher { Trouble = second }, last);

        Assert.That(Assert.Throws<AggregateException>(trainer.Dispose)!.InnerExceptions, Is.EqualTo(new Exception[] { first, second }));
        Assert.That(last.Disposals, Is.EqualTo(1));
        Assert.That(trainer.Dispose, Throws.Nothing);
        Assert.That(last.Disposals, Is.EqualTo(1), "once is enough");
    }

    [Test]
    public void Disposed_under_a_running_step_it_says_what_to_do_and_trains_on()
    {
        var model = new FedModel([1f]);
        var watcher = new Watcher();
        using var trainer = Create(model, Plan(), watcher);
        const string Advice = "set a flag that ends your loop, and dispose the trainer when Step has returned";

        Assert.That(() => trainer.Step(() => { trainer.Dispose(); return model.LossWithGradients([1f]); }), Throws.InvalidOperationException.With.Message.Contains(Advice), "in the loss");
        Assert.That(() => trainer.Step(() => { Task.Run(trainer.Dispose).GetAwaiter().GetResult(); return model.LossWithGradients([1f]); }), Throws.InvalidOperationException.With.Message.Contains(Advice), "on another thread");
        watcher.Seen = trainer.Dispose;
        Assert.That(() => trainer.Step(() => model.LossWithGradients([1f])), Throws.InvalidOperationException.With.Message.Contains(Advice), "in an observer");
        watcher.Seen = null;
        Assert.That(trainer.Step(() => model.LossWithGradients([1f])).Skipped, Is.False);
    }

    [Test]
    public void A_step_on_a_second_thread_is_refused()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, Plan());
        StepResult Step() => trainer.Step(() => model.LossWithGradients([1f]));

        Assert.That(() => trainer.Step(() => { Task.Run(Step).GetAwaiter().GetResult(); return model.LossWithGradients([1f]); }),
            Throws.InvalidOperationException.With.Message.Contains("another thread. Call it when that step has returned"));
        Assert.That(Step().Step, Is.EqualTo(1));
    }

    // Each fails later than the one before it: nothing made, the stages, what is hooked to the model, the observers.
    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return new(new RefusedStage()) { TestName = "Nothing stays taken where a stage cannot be made" };
        yield return new(new RefusedTerm()) { TestName = "Nothing stays taken where a term of the loss cannot be made" };
        yield return new(new RefusedObserver()) { TestName = "Nothing stays taken where an observer cannot be made" };
    }

    [TestCaseSource(nameof(Refusals))]
    public void Nothing_stays_taken(ITrainingPart refused)
    {
        var model = nn.Sequential(("out", nn.Linear(2, 3)));
        var own = new Watcher();
        Run(model);
        var live = LiveTensors;

        Assert.That(() => Create(model, Plan(new ZLoss(), refused), own), Throws.TypeOf<NotSupportedException>().With.Message.EqualTo("refused"));

        Run(model);
        Assert.That(LiveTensors, Is.EqualTo(live), "neither the arena's tensors are left, nor a hook of z-loss that makes some");
        Assert.That(own.Disposals, Is.Zero, "it is the caller's until there is a trainer");
        using var second = Create(model, Plan(new ZLoss()), own);
        Assert.That(() => second.Step(() => nn.functional.cross_entropy(model.call(ones(2, 2)), zeros(2, dtype: ScalarType.Int64))), Throws.Nothing);

        static void Run(nn.Module<Tensor, Tensor> model)
        {
            using var scope = NewDisposeScope();
            model.call(ones(2, 2));
        }
    }

    [Test]
    public void A_checkpoint_that_is_saved_leaves_no_tensors_behind()
    {
        using var trainer = Create(new FedModel([1f, 2f]), Plan(), new StableModels.Monitoring.RunHistory("run"), new StableModels.Monitoring.GradientWatch());
        trainer.Save();
        var live = LiveTensors;
        trainer.BatchCursor = 7;
        trainer.Save();
        trainer.Resume();

        Assert.That(LiveTensors, Is.EqualTo(live));
    }

    [TestCase(0.5, 2, 10)]
    [TestCase(1e-3, 3, 10)]
    [TestCase(1e-3, 2, 9)]
    public void A_checkpoint_that_is_refused_leaves_no_tensors_behind(double learningRate, int length, long totalSteps)
    {
        string saved;
        using (var trainer = Create(new FedModel([1f, 2f]), Plan()))
        {
            trainer.Step(() => trainer.Model.parameters().Single().square().sum());
            trainer.Step(() => trainer.Model.parameters().Single().square().sum());
            trainer.Step(() => trainer.Model.parameters().Single().square().sum());
            saved = trainer.Save();
        }

        using var other = Trainer.Create(new FedModel(ones(length)), new([.. Plan().Parts.Select(part => part is AdamW ? new AdamW { LearningRate = learningRate } : part)]), CPU, totalSteps);
        var live = LiveTensors;

        Assert.That(() => other.Resume(saved), Throws.TypeOf<CheckpointException>());
        Assert.That(LiveTensors, Is.EqualTo(live));
    }

    [Test]
    public void What_cannot_be_given_back_is_told_with_the_reason()
    {
        var plan = Plan(new ObservedBy(new Watcher { Trouble = new IOException("cannot be closed") }), new RefusedObserver());

        var thrown = Assert.Throws<AggregateException>(() => Create(new FedModel([1f]), plan));

        Assert.That(thrown!.InnerExceptions.Select(inner => inner.Message), Is.EqualTo(new[] { "refused", "cannot be closed" }));
    }

    // What can be held: two locked folders, state, tensors of stages.
    private TrainingPlan Plan(params ITrainingPart[] more) => new(
    [
        new AdamW(), new Warmup(2), new CosineDecay(), new ZClip { WarmupSteps = 2 }, new GradientNoise(0.01),
        new SpikeGuard { RollBackSteps = 4, SnapshotEvery = 2, InMemory = 1, OnDisk = 3, Folder = Path.Combine(_folder, "snapshots") },
        .. more,
    ]);

    private Trainer Create(nn.Module model, TrainingPlan plan, params ITrainingObserver[] observers) =>
        Trainer.Create(model, plan, CPU, 10, new() { CheckpointFolder = Path.Combine(_folder, "checkpoints"), ScalarsOnDevice = true, Observers = observers });

    private static long LiveTensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    private sealed class Watcher : ITrainingObserver, IDisposable
    {
        public Exception? Trouble { get; init; }

        public Action? Seen { get; set; }

        public int Disposals { get; private set; }

        public void OnStep(Trainer trainer, StepResult result) => Seen?.Invoke();

        public void Dispose()
        {
            Disposals++;
            if (Trouble is not null)
                throw Trouble;
        }
    }

    private sealed record RefusedStage : GradientStagePart
    {
        public override GradientStageOrder Order => GradientStageOrder.Perturb;

        public override IGradientStage CreateStage(ParameterArena arena) => throw new NotSupportedException("refused");

        public override void Validate()
        {
        }
    }

    private sealed record RefusedTerm : ILossPart
    {
        public ILossTerm Attach(nn.Module model) => throw new NotSupportedException("refused");

        public void Validate()
        {
        }
    }

    private sealed record RefusedObserver : IObserverPart
    {
        public ITrainingObserver CreateObserver(Trainer trainer) => throw new NotSupportedException("refused");

        public void Validate()
        {
        }
    }

    private sealed record ObservedBy(ITrainingObserver Observer) : IObserverPart
    {
        public ITrainingObserver CreateObserver(Trainer trainer) => Observer;

        public void Validate()
        {
        }
    }
}
