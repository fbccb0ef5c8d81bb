using System.Diagnostics.Metrics;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Tests.Monitoring;

/// <summary>Steps that wait on a device: each is passed on once, and none is lost at the end.</summary>
internal sealed class StepObserverTests : ScopedTest
{
    [Test]
    public void A_step_whose_recording_throws_does_not_come_again()
    {
        var observer = new Fussy();
        var model = new FedModel([1f]);
        using var trainer = Trainer.Create(model, new(new AdamW()), torch.CPU, 10, new() { Observers = [observer] });
        void Step() => trainer.Step(() => model.LossWithGradients([1f]));

        Step();
        Assert.That(Step, Throws.TypeOf<NotSupportedException>());
        Step();
        Assert.That(observer.Seen, Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [Test]
    public void The_last_steps_on_a_device_reach_TensorBoard_and_metrics_when_the_trainer_is_disposed()
    {
        var folder = Directory.CreateTempSubdirectory("last-").FullName;
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => { if (instrument.Name == "stablemodels.training.steps") own.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted += tags.Contains(new("run", nameof(StepObserverTests))) ? value : 0);
        listener.Start();
        var model = new FedModel([1f]);
        using (var trainer = Trainer.Create(model, new(new AdamW()), torch.CPU, 10, new() { ScalarsOnDevice = true, Observers = [new TensorBoardObserver(folder), new MetricsObserver(nameof(StepObserverTests))] }))
        {
            for (var step = 0; step < 3; step++)
                trainer.Step(() => model.LossWithGradients([1f]));
        }

        Assert.That(EventFiles.In(folder).Where(item => item.Tag == "loss/train").Select(item => item.Step), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(counted, Is.EqualTo(3));
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Fussy : StepObserver
    {
        public List<long> Seen { get; } = [];

        public override void Record(in StepRecord step)
        {
            Seen.Add(step.Step);
            if (step.Step == 2)
                throw new NotSupportedException("not this one");
        }
    }
}
