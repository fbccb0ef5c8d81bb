using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

internal sealed class GradientWatchTests : ScopedTest
{
    [Test]
    public void A_reading_measures_every_parameter_in_the_models_order()
    {
        using var watch = new GradientWatch { Every = 5 };
        using var run = new BlobRun(20, [watch]);
        run.TrainTo(5);

        var reading = watch.Last!;
        var parameters = run.Model.named_parameters().ToArray();
        Assert.That(reading.Parameters.Select(p => p.Name), Is.EqualTo(parameters.Select(p => p.name)));
        Assert.That(reading.Parameters.Select(p => p.Kind), Is.EqualTo(Enumerable.Repeat(new[] { ParameterKind.Kernel, ParameterKind.Vector }, 3).SelectMany(k => k)));
        for (var i = 0; i < parameters.Length; i++)
        {
            Assert.That(reading.GradientNorm[i], Is.EqualTo(parameters[i].parameter.grad!.norm().ToDouble()).Within(1e-5).Percent);
            Assert.That(reading.WeightNorm[i], Is.EqualTo(parameters[i].parameter.norm().ToDouble()).Within(1e-5).Percent);
        }
    }

    [Test]
    public void The_update_ratio_is_the_last_steps_change_over_the_weight()
    {
        using var watch = new GradientWatch { Every = 5 };
        using var run = new BlobRun(20, [watch]);
        run.TrainTo(4);
        using var before = run.Model.get_parameter("first.weight")!.detach().clone();
        run.TrainTo(5);
        using var after = run.Model.get_parameter("first.weight")!.detach();

        Assert.That(watch.Last!.UpdateRatio[0], Is.EqualTo(((after - before).norm() / after.norm()).ToDouble()).Within(1e-3).Percent);
    }

    [Test]
    public void A_watch_has_one_trainer_and_an_interval()
    {
        using var watch = new GradientWatch { Every = 5 };
        using var run = new BlobRun(20, [watch]);
        using var other = new BlobRun(20, [watch]);
        run.TrainTo(1);

        Assert.That(() => other.TrainTo(1), Throws.InvalidOperationException.With.Message.Contains("Make one for each trainer"));
        Assert.That(() => new GradientWatch { Every = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RunHistory("run") { ReadEvery = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Units_that_are_off_have_no_gradient()
    {
        using var watch = new GradientWatch { Every = 1 };
        using var run = new BlobRun(20, [watch]);
        using (no_grad())
            run.Model.get_parameter("first.bias")!.fill_(-100);
        run.TrainTo(1);

        Assert.That(watch.Last!.ZeroGradientShare[1], Is.EqualTo(1));
        Assert.That(watch.Last.ZeroGradientShare[5], Is.Zero, "padding does not count");
    }

    [Test]
    public void Single_weights_are_looked_at_where_a_norm_is_large()
    {
        using var watch = new GradientWatch { Every = 1 };
        using var run = new BlobRun(20, [watch]);
        run.TrainTo(1);
        Assert.That(watch.Last!.LargestWeights, Is.Empty);
        using (no_grad())
            run.Model.get_parameter("second.weight")![3, 4] = tensor(-2000f);
        run.TrainTo(2);

        var (layer, largest) = watch.Last.LargestWeights.Single();
        Assert.That(layer, Is.EqualTo("second.weight"));
        Assert.That(largest, Is.EqualTo(2000).Within(1));
        run.TrainTo(4);
        Assert.That(watch.Findings.Single(finding => finding.Name == "Large weights").Layer, Is.EqualTo("second.weight"));
    }

    [Test]
    public void A_gradient_that_is_not_finite_is_found_in_its_layer_at_once()
    {
        using var watch = new GradientWatch { Every = 1000 };
        using var run = new BlobRun(20, [watch]);
        run.TrainTo(2);
        run.Trainer.Step(() => run.Model.get_parameter("first.bias")!.mul(0).sum().sqrt());

        Assert.That(watch.Findings.Select(f => (f.Name, f.Layer)), Has.Some.EqualTo(("Gradient not finite", "first.bias")).Or.Some.Matches<(string Name, string? Layer)>(f => f.Name.Contains("not finite", StringComparison.Ordinal)));
        Assert.That(watch.Last!.NonFinite, Is.EqualTo(new long[] { 0, 16, 0, 0, 0, 0 }));
    }

    [Test]
    public void A_healthy_run_is_silent_and_fills_the_report()
    {
        var history = new RunHistory("run");
        using var watch = new GradientWatch { Every = 20 };
        using var run = new BlobRun(200, [watch, history]);
        run.TrainTo(200);

        Assert.That(watch.Findings, Is.Empty);
        Assert.That(history.Layers.Select(map => map.Title), Is.EqualTo(new[] { "Gradient norm per parameter", "Update over weight per parameter" }));
        Assert.That(history.Layers[0].Readings, Has.Count.EqualTo(10));
        Assert.That(history.ClipThreshold, Is.EqualTo(1));
    }

    [Test]
    public void A_run_that_learns_nothing_is_told_to_the_others()
    {
        var history = new RunHistory("run");
        using var watch = new GradientWatch { Every = 10 };
        using var run = new BlobRun(200, [watch, history]);
        run.Trainer.LearningRateScale = 1e-9;
        run.TrainTo(200);

        Assert.That(history.Findings.Select(f => f.Name), Is.EqualTo(new[] { "Plateau", "Small updates", "Plateau" }));
        Assert.That(history.Findings[1].Advice, Does.Contain("Raise the learning rate"));
    }

    [Test]
    public void A_resumed_run_watches_on_as_if_it_had_not_been_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("watch-").FullName;
        using var whole = new GradientWatch { Every = 10 };
        using (var run = new BlobRun(100, [whole], checkpoints: folder))
        {
            run.TrainTo(40);
            run.Trainer.Save();
            run.TrainTo(90);
        }
        using var resumed = new GradientWatch { Every = 10 };
        using (var run = new BlobRun(100, [resumed], checkpoints: folder))
        {
            run.Trainer.Resume();
            run.TrainTo(90);
        }
        Directory.Delete(folder, recursive: true);

        Assert.That(StateOf(resumed), Is.EqualTo(StateOf(whole)));
    }

    private static IReadOnlyDictionary<string, string> StateOf(GradientWatch watch)
    {
        using var state = new TrainingState();
        watch.Save(state);
        return new Dictionary<string, string>(state.Values, StringComparer.Ordinal);
    }
}
