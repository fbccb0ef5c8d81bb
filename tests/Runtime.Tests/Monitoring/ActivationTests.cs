using StableModels.Layers;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

/// <summary>Attention logits and dead units, seen by hooks in the steps that are read.</summary>
internal sealed class ActivationTests : ScopedTest
{
    [Test]
    public void The_largest_attention_logit_is_the_largest_score_that_a_query_may_see()
    {
        var attention = new SelfAttention(8, 2, causal: true);
        var input = randn(3, 5, 8);
        using var watch = new GradientWatch { Every = 2, Activations = true };
        using var trainer = Trainer.Create(attention, new(new Sgd { LearningRate = 1e-12 }), CPU, 10, new() { Observers = [watch] });
        for (var step = 0; step < 2; step++)
            trainer.Step(() => attention.call(input).square().sum());

        using var noGrad = no_grad();
        var heads = attention.QueryKeyValue.call(input).view(3, 5, 3, 2, 4).permute(2, 0, 3, 1, 4);
        var scores = matmul(heads[0], heads[1].transpose(-2, -1)) / 2;
        var expected = scores.masked_fill(ones(5, 5).tril().eq(0), double.NegativeInfinity).max().item<float>();
        Assert.That(watch.Last!.AttentionLogits.Single().Largest, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void A_soft_cap_bounds_the_logits()
    {
        var attention = new SelfAttention(8, 2, logitSoftCap: 0.01);
        using var watch = new GradientWatch { Every = 2, Activations = true };
        using var trainer = Trainer.Create(attention, new(new Sgd { LearningRate = 1e-12 }), CPU, 10, new() { Observers = [watch] });
        for (var step = 0; step < 2; step++)
            trainer.Step(() => attention.call(randn(3, 5, 8) * 100).square().sum());

        Assert.That(watch.Last!.AttentionLogits.Single().Largest, Is.EqualTo(0.01).Within(1e-6));
    }

    [Test]
    public void Units_that_are_zero_for_the_whole_batch_are_counted()
    {
        using var watch = new GradientWatch { Every = 2, Activations = true };
        using var run = new BlobRun(20, [watch]);
        using (no_grad())
        {
            run.Model.get_parameter("first.bias")!.fill_(100);
            run.Model.get_parameter("first.bias")!.narrow(0, 0, 4).fill_(-100);
        }
        run.TrainTo(2);

        var share = watch.Last!.DeadUnits.Single(item => item.Layer == "on").Share;
        Assert.That(share, Is.EqualTo(0.25).Within(1e-9), "4 of 16");
    }

    [TestCase(Activation.Relu, true)]
    [TestCase(Activation.Gelu, false)]
    public void The_activation_of_a_declared_model_is_looked_at_where_it_is_a_relu(Activation activation, bool isSeen)
    {
        var linear = nn.Linear(4, 8);
        var model = nn.Sequential(("linear", linear), ("on", new ActivationLayer(activation)));
        using (no_grad())
        {
            linear.bias!.fill_(1000);
            linear.bias!.narrow(0, 0, 2).fill_(-1000);
        }
        using var watch = new GradientWatch { Every = 2, Activations = true };
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-12 }), CPU, 10, new() { Observers = [watch] });
        for (var step = 0; step < 2; step++)
            trainer.Step(() => model.call(randn(3, 4)).square().sum());

        Assert.That(watch.Last!.DeadUnits.Where(item => item.Layer == "on").Select(item => item.Share), Is.EqualTo(isSeen ? [0.25] : Array.Empty<double>()));
    }

    [Test]
    public void A_feed_forward_networks_relu_is_seen_too_and_images_units_are_channels()
    {
        var network = new FeedForward(4, 8, Activation.Relu);
        var convolution = nn.Conv2d(4, 4, 1);
        var model = nn.Sequential(("net", network), ("fold", nn.Unflatten(1, [4, 1, 1])), ("conv", convolution), ("on", nn.ReLU()));
        using (no_grad())
        {
            network.Input.bias!.narrow(0, 0, 2).fill_(-1000);
            convolution.bias!.narrow(0, 0, 3).fill_(-1000);
            convolution.bias!.narrow(0, 3, 1).fill_(1000);
        }
        using var watch = new GradientWatch { Every = 2, Activations = true };
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-12 }), CPU, 10, new() { Observers = [watch] });
        for (var step = 0; step < 2; step++)
            trainer.Step(() => model.call(randn(64, 4)).sum());

        Assert.That(watch.Last!.DeadUnits.Select(item => item.Layer), Is.EqualTo(new[] { "net", "on" }));
        Assert.That(watch.Last.DeadUnits[0].Share, Is.EqualTo(0.25));
        Assert.That(watch.Last.DeadUnits[1].Share, Is.EqualTo(0.75));
    }

    [Test]
    public void Watching_activations_changes_no_bit_and_leaves_no_hook()
    {
        using var plain = new BlobRun(40, []);
        plain.TrainTo(30);
        using var watch = new GradientWatch { Every = 5, Activations = true };
        using var watched = new BlobRun(40, [watch]);
        watched.TrainTo(30);

        Assert.That(watched.Weights, Is.EqualTo(plain.Weights));
        Assert.That(watch.Last!.DeadUnits.Select(item => item.Layer), Is.EqualTo(new[] { "on", "on2" }));
        Assert.That(watch.Last.Step, Is.EqualTo(30), "read in the step whose hooks were set before it");
    }

    [Test]
    public void Large_logits_are_warned_of_after_three_readings_and_too_large_ones_are_an_error()
    {
        var diagnosis = new Diagnosis(1000, [new AttentionLogitDetector()]);
        void Read(params double[] logits)
        {
            foreach (var logit in logits)
                diagnosis.Add(Detection.Runs.Reading(10) with { AttentionLogits = [("blocks.0", 3), ("blocks.1", logit)] });
        }

        Read(49, 51, 99, 49, 51, 99);
        Assert.That(diagnosis.Findings, Is.Empty, "twice in a row is not three times");
        Read(60, 70, 80);
        Assert.That((diagnosis.Findings.Single().Layer, diagnosis.Findings[0].Severity), Is.EqualTo(("blocks.1", Severity.Warning)), "and said once");
        Read(101, 101, 250, 300);
        Assert.That(diagnosis.Findings.Select(finding => finding.Severity), Is.EqualTo(new[] { Severity.Warning, Severity.Error }), "what has become graver is said again, once");
        Assert.That(diagnosis.Findings[1].Evidence, Does.Contain("250").And.Contain("100"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Hidden_units_that_start_alike_are_found_while_training(bool hiddenLayerIsConstant)
    {
        using var watch = new GradientWatch { Every = 5 };
        var model = nn.Sequential(("first", nn.Linear(2, 16)), ("on", nn.Tanh()), ("second", nn.Linear(16, 16)), ("on2", nn.Tanh()), ("last", nn.Linear(16, 2)));
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters())
            {
                if (hiddenLayerIsConstant || name.StartsWith("last", StringComparison.Ordinal))
                    parameter.fill_(hiddenLayerIsConstant ? 0.1 : 0);
            }
        }
        using var trainer = Trainer.Create(model, new(new AdamW { LearningRate = 1e-2 }), CPU, 100, new() { Observers = [watch] });
        for (var step = 0; step < 20; step++)
        {
            var x = randn(32, 2);
            trainer.Step(() => nn.functional.cross_entropy(model.call(x), x.select(1, 0).gt(0).to(ScalarType.Int64)));
        }

        var found = watch.Findings.Where(finding => finding.Name == "Symmetric initialisation").ToList();
        Assert.That(found.Select(finding => finding.Layer), hiddenLayerIsConstant ? Is.EqualTo(new[] { "first.weight" }) : Is.Empty, "a constant output layer is right");
    }
}
