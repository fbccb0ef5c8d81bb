using System.Diagnostics;
using System.Text.Json;
using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>
/// The same numbers through ours and through PyTorch's clippers, optimisers, schedules and losses, now, on this machine. The project compiles this file where Debian's
/// python3-torch is installed; the golden values of the other tests hold everywhere.
/// </summary>
internal sealed class InPyTorchTests : ScopedTest
{
    private const int Steps = 25;
    private static readonly float[][] s_start = [[1, -2, 0.5f], [0.25f]];
    private static readonly float[][][] s_gradients = Gradients();
    private static readonly float[][] s_logits = [[2, 1, 0, -3], [0.5f, 0.5f, -1, 4], [-1, 8, 2, 2]];
    private static readonly long[] s_labels = [0, 2, 1];
    private static readonly int[] s_badSteps = [0, 1, 6, 7, 15];
    private Dictionary<string, double[]> _theirs = [];

    [OneTimeSetUp]
    public void AskPyTorch()
    {
        var input = Path.GetTempFileName();
        File.WriteAllText(input, JsonSerializer.Serialize(new { start = s_start, gradients = s_gradients, steps = Steps, logits = s_logits, labels = s_labels, bad_steps = s_badSteps }));
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "training.py");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, input]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _theirs = JsonSerializer.Deserialize<Dictionary<string, double[]>>(process.StandardOutput.ReadToEnd())!;
        process.WaitForExit();
        File.Delete(input);
    }

    private static IEnumerable<TestCaseData> Optimizers() =>
    [
        new TestCaseData("AdamW", new AdamW { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.1 }),
        new TestCaseData("Adam", new AdamW { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.1, DecayKind = WeightDecayKind.L2 }),
        new TestCaseData("SGD", new Sgd { LearningRate = 0.05, Momentum = 0.8, Dampening = 0.2, WeightDecay = 0.1 }),
        new TestCaseData("SGD Nesterov", new Sgd { LearningRate = 0.05, Momentum = 0.8, Nesterov = true, WeightDecay = 0.1 }),
        new TestCaseData("RAdam", new RAdam { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0 }),
    ];

    [TestCaseSource(nameof(Optimizers))]
    public void Optimisers_with_clipping_go_where_PyTorchs_go(string name, OptimizerPart optimizer)
    {
        foreach (var scalarsOnDevice in new[] { false, true })
        {
            var model = new FedModel(tensor(s_start[0]).view(1, 3), tensor(s_start[1]));
            using var trainer = Trainer.Create(model, new(optimizer, new ClipNorm(1)), CPU, Steps, new() { ScalarsOnDevice = scalarsOnDevice });
            foreach (var gradients in s_gradients)
                trainer.Step(() => model.LossWithGradients(gradients));

            Assert.That(model[0].Concat(model[1]).Select(value => (double)value), Is.EqualTo(_theirs[name]).Within(1e-5), $"scalars on the device: {scalarsOnDevice}");
        }
    }

    private static IEnumerable<TestCaseData> Clippers() =>
    [
        new TestCaseData("norm 1", new ClipNorm(0.7) { NormType = 1 }),
        new TestCaseData("norm 2", new ClipNorm(0.7)),
        new TestCaseData("norm 3", new ClipNorm(0.7) { NormType = 3 }),
        new TestCaseData("norm infinity", new ClipNorm(0.7) { NormType = double.PositiveInfinity }),
        new TestCaseData("value", new ClipValue(0.4)),
    ];

    [TestCaseSource(nameof(Clippers))]
    public void Clippers_leave_PyTorchs_gradients_over_both_parameter_groups(string name, ClippingPart clipper)
    {
        foreach (var scalarsOnDevice in new[] { false, true })
        {
            var model = new FedModel(tensor(s_start[0]).view(1, 3), tensor(s_start[1]));
            using var arena = model.Arena(scalarsOnDevice, s_gradients[0]);
            using var context = new GradientContext(arena, 0, 1e-3, zeros([]));
            clipper.CreateStage(arena).Apply(context);

            Assert.That(arena.Groups, Has.Count.EqualTo(2), "one that decays and one that does not");
            Assert.That(model.Gradients(context).SelectMany(part => part).Select(value => (double)value), Is.EqualTo(_theirs[name]).Within(1e-6));
        }
    }

    private static IEnumerable<TestCaseData> Schedules() =>
    [
        new TestCaseData("cosine", new CosineDecay { Final = 0.1 }),
        new TestCaseData("linear", new LinearDecay { Final = 0.1 }),
        new TestCaseData("polynomial", new PolynomialDecay(2)),
    ];

    [TestCaseSource(nameof(Schedules))]
    public void Schedules_give_PyTorchs_rates(string name, DecayPart decay)
    {
        using var schedule = new LearningRateSchedule(null, decay, Steps);

        Assert.That(Enumerable.Range(0, Steps).Select(step => schedule.FactorAt((long)step)), Is.EqualTo(_theirs[name]).Within(1e-9));
    }

    // PyTorch 1.13 has GradScaler's two operators for CUDA alone; the script then gives its GradScaler what they are documented to do, and newer ones run their own.
    [Test]
    public void The_loss_scale_and_the_skipped_updates_are_those_of_PyTorchs_GradScaler([Values] bool scalarsOnDevice)
    {
        using var scaler = new LossScaler(64, scalarsOnDevice ? CPU : null) { GrowthInterval = 3, Floor = 1e-3 };
        List<double> ours = [];
        double updates = 0;
        for (var step = 0; step < Steps; step++)
        {
            var bad = s_badSteps.Contains(step) ? 1.0 : 0.0;
            scaler.Update(scalarsOnDevice ? StepScalar.Of(tensor(bad), keepOnDevice: true) : bad);
            updates += 1 - bad;
            ours.AddRange([scaler.Scale.ToDouble(), updates]);
        }

        Assert.That(ours, Is.EqualTo(_theirs["loss scale"]));
    }

    [Test]
    public void Label_smoothing_has_PyTorchs_loss_and_gradient()
    {
        var logits = tensor(s_logits.SelectMany(row => row).ToArray()).view(3, 4).requires_grad_();
        var loss = nn.functional.cross_entropy(logits, tensor(s_labels), label_smoothing: 0.1);
        loss.backward();

        Assert.That(logits.grad!.data<float>().ToArray().Prepend(loss.item<float>()).Select(value => (double)value), Is.EqualTo(_theirs["label smoothing"]).Within(1e-6));
    }

    private static float[][][] Gradients()
    {
        var random = new Random(11);
        float Draw() => (float)((4 * random.NextDouble()) - 2);
        return [.. Enumerable.Range(0, Steps).Select(_ => new[] { new[] { Draw(), Draw(), Draw() }, [Draw()] })];
    }
}
