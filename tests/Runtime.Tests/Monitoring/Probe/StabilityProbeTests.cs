using StableModels.Monitoring.Probe;
using StableModels.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring.Probe;

internal sealed class StabilityProbeTests : ScopedTest
{
    [Test]
    public void The_Jacobian_of_a_linear_map_has_its_largest_singular_value_as_norm()
    {
        var matrix = diag(tensor(new float[] { 3, 2, 1 }));
        Assert.That(JacobianNorm.Of(x => x.matmul(matrix), randn(1, 3), tolerance: 1e-9, iterations: 200), Is.EqualTo(3).Within(1e-4));
    }

    [Test]
    public void The_Jacobian_of_a_recurrent_step_equals_its_singular_value_decomposition()
    {
        var w = randn(64, 64, dtype: ScalarType.Float64) * (1.5 / 8);
        var x = randn(1, 64, dtype: ScalarType.Float64) * 0.1;
        var slope = 1 - x.matmul(w).tanh().square();
        var exact = linalg.svdvals(w * slope)[0].ToDouble();

        Assert.That(JacobianNorm.Of(h => h.matmul(w).tanh(), x, tolerance: 1e-10, iterations: 2000), Is.EqualTo(exact).Within(1e-4));
    }

    [Test]
    public void The_spectral_radius_also_settles_for_a_complex_pair()
    {
        var turn = tensor(new double[] { 0, -1.1, 1.1, 0 }, 2, 2);
        Assert.That(SpectralRadius.Of(turn), Is.EqualTo(1.1).Within(1e-9));
        Assert.That(SpectralRadius.Of(diag(tensor(new double[] { 0.9, -0.5 }))), Is.EqualTo(0.9).Within(1e-9));
        Assert.That(() => SpectralRadius.Of(randn(2, 3)), Throws.ArgumentException.With.Message.Contains("square"));
    }

    [Test]
    public void An_input_that_cannot_be_measured_is_refused()
    {
        var model = nn.Linear(4, 2);
        Assert.That(() => StabilityProbe.Examine(model, zeros(0, 4), output => output.mean()), Throws.ArgumentException.With.Message.Contains("[0, 4], has no element"));
        Assert.That(() => StabilityProbe.Examine(model, full([2, 4], float.NaN), output => output.mean()), Throws.ArgumentException.With.Message.Contains("is not finite everywhere"));
    }

    // Reference I3: standard deviation of the output of 50 layers. Gain x activation x depth decides, not the gain alone.
    [TestCase("relu", 1.0, "Vanishing signal")]
    [TestCase("relu", 1.4142135, null)]
    [TestCase("relu", 2.0, "Exploding signal")]
    [TestCase("linear", 1.0, null)]
    [TestCase("linear", 1.5, "Exploding signal")]
    [TestCase("tanh", 5.0 / 3, null)]
    [TestCase("gelu", 1.0, "Vanishing signal")]
    public void Gain_activation_and_depth_together_decide(string activation, double gain, string? finding)
    {
        using var model = Deep(activation, gain, depth: 50);
        var report = StabilityProbe.Examine(model, randn(64, 64), y => y.square().mean());

        Assert.That(report.Findings.Select(f => f.Name).Where(n => n.Contains("signal", StringComparison.Ordinal)), finding is null ? Is.Empty : Is.EqualTo(new[] { finding }));
    }

    [Test]
    public void The_depth_of_blow_up_follows_from_the_gain()
    {
        using var model = Deep("linear", 2, depth: 10);
        var report = StabilityProbe.Examine(model, randn(256, 64), y => y.square().mean());

        Assert.That(report.SignalGain, Is.EqualTo(2).Within(10).Percent);
        Assert.That(report.BlowUpDepth, Is.EqualTo(128).Within(15).Percent);
        Assert.That(report.HalfPrecisionDepth, Is.EqualTo(16).Within(15).Percent);
    }

    [Test]
    public void Signal_gradient_and_Jacobian_are_those_of_the_model()
    {
        using var model = Deep("linear", 1, depth: 3);
        var input = randn(256, 64);
        using (no_grad())
        {
            foreach (var weight in model.parameters().Where(parameter => parameter.dim() == 2))
                weight.copy_(eye(64) * 2);
        }
        var report = StabilityProbe.Examine(model, input, y => y.square().mean());
        model.call(input).square().mean().backward();

        var deviation = input.std().ToDouble();
        Assert.That(report.Layers.Select(layer => layer.Name), Is.EqualTo(new[] { "layer0.weight", "layer1.weight", "layer2.weight" }));
        Assert.That(report.Layers.Select(layer => layer.OutputDeviation), Is.EqualTo(new[] { 2 * deviation, 4 * deviation, 8 * deviation }).Within(0.01).Percent);
        Assert.That(report.Layers.Select(layer => layer.GradientNorm), Is.EqualTo(model.parameters().Where(parameter => parameter.dim() == 2).Select(weight => weight.grad!.norm().ToDouble())).Within(1e-3).Percent);
        Assert.That(report.JacobianNorm, Is.EqualTo(8).Within(1e-3));
        Assert.That(report.SignalGain, Is.EqualTo(2).Within(0.01).Percent);
    }

    [Test]
    public void Units_that_start_alike_are_found_and_zero_outputs_are_not()
    {
        using var alike = Deep("tanh", 1, depth: 3);
        using (no_grad())
        {
            foreach (var parameter in alike.parameters())
                parameter.fill_(0.1);
        }
        Assert.That(Names(alike), Has.Some.EqualTo("Symmetric initialisation"));

        using var zeroOutput = Deep("tanh", 1, depth: 3);
        using (no_grad())
            zeroOutput.parameters().Reverse().Skip(1).First().zero_();
        Assert.That(Names(zeroOutput), Is.Empty);
    }

    [Test]
    public void A_loss_that_ignores_the_model_is_refused()
    {
        using var model = Deep("linear", 1, depth: 2);

        Assert.That(() => StabilityProbe.Examine(model, randn(4, 64), _ => zeros([])), Throws.TypeOf<System.Runtime.InteropServices.ExternalException>());
    }

    [Test]
    public void The_model_is_left_as_it_was()
    {
        using var model = nn.Sequential(("fc", nn.Linear(4, 8)), ("norm", nn.BatchNorm1d(8)), ("drop", nn.Dropout(0.5)), ("out", nn.Linear(8, 2)));
        var before = model.state_dict().ToDictionary(item => item.Key, item => item.Value.clone(), StringComparer.Ordinal);
        var generator = get_rng_state();
        StabilityProbe.Examine(model, randn(16, 4).detach(), y => y.square().mean());
        set_rng_state(generator);
        var expected = randn(3);
        set_rng_state(generator);
        var input = ones(16, 4);
        StabilityProbe.Examine(model, input, y => y.square().mean());

        Assert.That(randn(3).eq(expected).all().ToBoolean(), Is.True, "the generator goes on where it was");
        foreach (var (name, tensor) in model.state_dict())
            Assert.That(tensor.eq(before[name]).all().ToBoolean(), Is.True, name);
        Assert.That(model.parameters().Select(p => p.grad), Is.All.Null);
    }

    [Test]
    public void Recurrent_weights_are_measured_gate_by_gate()
    {
        using var model = new Recurrent();
        var report = StabilityProbe.Examine(model, randn(5, 3, 4), y => y.square().mean());

        Assert.That(report.RecurrentRadii.Select(r => r.Name), Is.EqualTo(new[] { "cell.weight_hh" }));
        Assert.That(report.RecurrentRadii[0].Radius, Is.EqualTo(0.9).Within(1e-4));
        Assert.That(report.ToString(), Does.Contain("cell.weight_hh: spectral radius 0.9"));
    }

    private static IEnumerable<string> Names(nn.Module<Tensor, Tensor> model) =>
        StabilityProbe.Examine(model, randn(64, 64), y => (y - 1).square().mean()).Findings.Select(f => f.Name);

    private static TorchSharp.Modules.Sequential Deep(string activation, double gain, int depth)
    {
        var parts = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i < depth; i++)
        {
            var layer = nn.Linear(64, 64);
            nn.init.normal_(layer.weight!, 0, gain / 8);
            nn.init.zeros_(layer.bias!);
            parts.Add(($"layer{i}", layer));
            switch (activation)
            {
                case "relu":
                    parts.Add(($"on{i}", nn.ReLU()));
                    break;
                case "tanh":
                    parts.Add(($"on{i}", nn.Tanh()));
                    break;
                case "gelu":
                    parts.Add(($"on{i}", nn.GELU()));
                    break;
                default:
                    break;
            }
        }
        return nn.Sequential(parts);
    }

    private sealed class Recurrent : nn.Module<Tensor, Tensor>
    {
        private readonly Cell _cell = new();

        public Recurrent()
            : base(nameof(Recurrent)) => register_module("cell", _cell);

        public override Tensor forward(Tensor input) => _cell.call(input);

        private sealed class Cell : nn.Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.Parameter _weight = new(eye(4) * 0.9);

            public Cell()
                : base(nameof(Cell)) => register_parameter("weight_hh", _weight);

            public override Tensor forward(Tensor input) => input.matmul(_weight).tanh();
        }
    }
}
