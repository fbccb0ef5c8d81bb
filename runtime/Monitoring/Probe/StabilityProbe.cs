using System.Globalization;
using StableModels.Monitoring.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Monitoring.Probe;

/// <summary>
/// Examines a model before training: how signal and gradient change from kernel to kernel, the Jacobian's norm, recurrent weights, and units that start
/// alike. It leaves parameters, gradients, buffers and the random generator of the CPU as they were.
/// </summary>
public static class StabilityProbe
{
    /// <summary>How far signal or gradient may grow or shrink from the first kernel to the last.</summary>
    private const double Limit = 1e4;

    /// <summary>Examines a model on one batch.</summary>
    /// <param name="model">A model of one input and one output.</param>
    /// <param name="input">A batch as it is trained on.</param>
    /// <param name="loss">A scalar loss of the output.</param>
    /// <returns>Signal, gradient, Jacobian and spectral radii, and what is wrong already.</returns>
    /// <exception cref="ArgumentException">The input is empty or not finite.</exception>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The model does not take the input, or the loss does not depend on it.</exception>
    public static ProbeReport Examine(nn.Module<Tensor, Tensor> model, Tensor input, Func<Tensor, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        if (input.numel() == 0 || !input.isfinite().all().item<bool>())
        {
            throw new ArgumentException($"The probe's input, of shape [{string.Join(", ", input.shape)}], {(input.numel() == 0 ? "has no element" : "is not finite everywhere")}: whatever it measured would be the input's fault. Give a batch as the model is trained on.", nameof(input));
        }

        var generator = get_rng_state();
        var buffers = model.named_buffers().Select(item => (item.buffer, Value: item.buffer.detach().clone())).ToList();
        try
        {
            return Measure(model, input, loss);
        }
        finally
        {
            using var noGrad = no_grad();
            foreach (var (buffer, value) in buffers)
                buffer.copy_(value);
            set_rng_state(generator);
        }
    }

    private static ProbeReport Measure(nn.Module<Tensor, Tensor> model, Tensor input, Func<Tensor, Tensor> loss)
    {
        var parameters = model.named_parameters().Where(item => item.parameter.requires_grad).ToArray();
        var deviations = new Dictionary<string, double>(StringComparer.Ordinal);
        double value;
        Tensor[] gradients;
        using (var hooks = new OutputHooks(model, deviations))
        {
            var total = loss(model.call(input));
            value = total.ToDouble();
            gradients = [.. autograd.grad([total], [.. parameters.Select(item => item.parameter)], allow_unused: true)];
        }

        using var noGrad = no_grad();
        var kernels = Enumerable.Range(0, parameters.Length).Where(i => parameters[i].parameter.dim() >= 2).ToArray();
        var layers = kernels.Select(i => new ProbedLayer(
            parameters[i].name,
            deviations.GetValueOrDefault(ModuleOf(parameters[i].name), double.NaN),
            IsThere(gradients[i]) ? gradients[i].norm().ToDouble() : 0,
            parameters[i].parameter.count_nonzero().item<long>() == 0)).ToArray();
        var gain = GainOf(layers);
        var findings = new List<Finding>();
        if (Signal(layers) is { } signal)
            findings.Add(signal);
        if (Gradient(layers) is { } gradient)
            findings.Add(gradient);
        // The last kernel's rows may start alike: each gets the gradient of its own output.
        foreach (var i in kernels.SkipLast(1))
        {
            if (Symmetry(parameters[i].name, parameters[i].parameter, gradients[i]) is { } alike)
                findings.Add(alike);
        }

        return new ProbeReport
        {
            Layers = layers,
            Loss = value,
            JacobianNorm = JacobianOf(model, input),
            RecurrentRadii = [.. parameters.Where(item => item.name.Contains("weight_hh", StringComparison.Ordinal)).SelectMany(item => Radii(item.name, item.parameter))],
            SignalGain = gain,
            Findings = findings,
        };
    }

    private static double JacobianOf(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        if (!input.is_floating_point())
            return double.NaN;
        using var grad = enable_grad();
        return Probe.JacobianNorm.Of(model.call, input);
    }

    private static double GainOf(ProbedLayer[] layers)
    {
        var seen = layers.Where(layer => !layer.StartsAtZero && layer.OutputDeviation > 0).ToArray();
        return seen.Length < 2 ? 1 : Math.Pow(seen[^1].OutputDeviation / seen[0].OutputDeviation, 1.0 / (seen.Length - 1));
    }

    private static Finding? Signal(ProbedLayer[] layers)
    {
        var seen = layers.Where(layer => !layer.StartsAtZero && !double.IsNaN(layer.OutputDeviation)).ToArray();
        if (seen.Length < 2)
            return null;
        var ratio = seen[^1].OutputDeviation / seen[0].OutputDeviation;
        if (ratio is <= Limit and >= 1 / Limit)
            return null;
        return new Finding
        {
            Name = ratio < 1 ? "Vanishing signal" : "Exploding signal",
            Severity = Severity.Warning,
            Step = 0,
            Layer = seen[^1].Name,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The outputs' standard deviation goes from {seen[0].OutputDeviation:G3} to {seen[^1].OutputDeviation:G3} over {seen.Length} kernels (limit: a factor of {Limit:G1})."),
            Advice = "Initialise with the fan-in gain of the activation that follows, or add Pre-LN residual blocks.",
            Link = Detector.PageOf("signal"),
        };
    }

    private static Finding? Gradient(ProbedLayer[] layers)
    {
        // Behind an output layer that starts at zero there is no gradient yet, and that is right.
        var seen = layers.Where(layer => layer.GradientNorm != 0).ToArray();
        if (seen.Length < 2 || seen.Length < layers.Count(layer => !layer.StartsAtZero))
            return null;
        var ratio = seen[0].GradientNorm / seen[^1].GradientNorm;
        if (ratio is <= Limit and >= 1 / Limit)
            return null;
        return new Finding
        {
            Name = ratio < 1 ? "Vanishing gradient" : "Exploding gradient",
            Severity = Severity.Warning,
            Step = 0,
            Layer = seen[0].Name,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The first kernel's gradient norm is {seen[0].GradientNorm:G3}, the last one's {seen[^1].GradientNorm:G3} (limit: a factor of {Limit:G1})."),
            Advice = "Initialise with the fan-in gain of the activation that follows, or add Pre-LN residual blocks.",
            Link = Detector.PageOf(ratio < 1 ? "vanishing gradient" : "exploding gradient"),
        };
    }

    // Rows that are alike and get the same gradient stay alike for ever. A branch that starts at zero has rows alike but gradients that differ.
    private static Finding? Symmetry(string name, Tensor weight, Tensor gradient)
    {
        if (weight.shape[0] < 2 || !IsThere(gradient) || !AlikeRows.Stay(weight, gradient).item<bool>())
            return null;
        return new Finding
        {
            Name = "Symmetric initialisation",
            Severity = Severity.Error,
            Step = 0,
            Layer = name,
            Evidence = $"All {weight.shape[0]} units start with the same weights and get the same gradient.",
            Advice = "Initialise hidden weights at random; constants are for biases and output layers.",
            Link = Detector.PageOf("symmetric initialisation"),
        };
    }

    private static IEnumerable<(string Name, double Radius)> Radii(string name, Tensor weights)
    {
        var size = weights.shape[1];
        for (long block = 0; block < weights.shape[0] / size; block++)
            yield return (weights.shape[0] == size ? name : $"{name}[{block}]", SpectralRadius.Of(weights.narrow(0, block * size, size)));
    }

    private static bool IsThere(Tensor? gradient) => gradient is not null && gradient.Handle != IntPtr.Zero && gradient.numel() > 0;

    private static string ModuleOf(string parameter) => parameter.LastIndexOf('.') is var dot and >= 0 ? parameter[..dot] : "";

    /// <summary>Notes the standard deviation of what every module puts out.</summary>
    private sealed class OutputHooks : IDisposable
    {
        private readonly List<Action> _remove = [];

        public OutputHooks(nn.Module model, Dictionary<string, double> deviations)
        {
            foreach (var (name, module) in model.named_modules())
            {
                if (module is not nn.Module<Tensor, Tensor> single || name.Length == 0)
                    continue;
                var hook = single.register_forward_hook((_, _, output) =>
                {
                    using var noGrad = no_grad();
                    using var scope = NewDisposeScope();
                    deviations[name] = output.detach().to(ScalarType.Float64).std(unbiased: false).ToDouble();
                    return output;
                });
                _remove.Add(hook.remove);
            }
        }

        public void Dispose() => _remove.ForEach(remove => remove());
    }
}
