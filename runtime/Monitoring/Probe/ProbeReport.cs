using System.Globalization;
using System.Text;

namespace StableModels.Monitoring.Probe;

/// <summary>One kernel before training.</summary>
/// <param name="Name">Its name in the state dictionary.</param>
/// <param name="OutputDeviation">The standard deviation of what its module puts out; NaN when no hook saw it.</param>
/// <param name="GradientNorm">The L2 norm of its gradient.</param>
/// <param name="StartsAtZero">Whether all its weights are zero, which is right for an output layer and the end of a residual branch.</param>
public sealed record ProbedLayer(string Name, double OutputDeviation, double GradientNorm, bool StartsAtZero);

/// <summary>What a model looks like before its first step.</summary>
public sealed record ProbeReport
{
    /// <summary>The kernels in the model's order.</summary>
    public required IReadOnlyList<ProbedLayer> Layers { get; init; }

    /// <summary>The loss on the batch that was given.</summary>
    public required double Loss { get; init; }

    /// <summary>The spectral norm of the derivative of the output by the input; NaN for inputs that have none.</summary>
    public required double JacobianNorm { get; init; }

    /// <summary>The spectral radius of each square block of recurrent weights.</summary>
    public required IReadOnlyList<(string Name, double Radius)> RecurrentRadii { get; init; }

    /// <summary>What the signal is multiplied with from one kernel to the next, on geometric average; 1 keeps it.</summary>
    public required double SignalGain { get; init; }

    /// <summary>
    /// How many kernels deep a model of this gain may be before its signal leaves the range of FP32 (10^-38 to 3.4 x 10^38): ln(limit) / |ln(gain)|. Infinite
    /// at a gain of 1.
    /// </summary>
    public double BlowUpDepth => Math.Log(3.4e38) / Math.Abs(Math.Log(SignalGain));

    /// <summary>The same for FP16, whose largest number is 65504.</summary>
    public double HalfPrecisionDepth => Math.Log(65504) / Math.Abs(Math.Log(SignalGain));

    /// <summary>What is wrong already.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>A table for the console.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = Layers.Select(layer => layer.Name.Length).DefaultIfEmpty(5).Max();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"layer".PadRight(width)}  {"output std",10}  {"gradient",10}");
        foreach (var layer in Layers)
            text.AppendLine(CultureInfo.InvariantCulture, $"{layer.Name.PadRight(width)}  {layer.OutputDeviation,10:G3}  {layer.GradientNorm,10:G3}{(layer.StartsAtZero ? "  starts at zero" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"loss {Loss:G4}, Jacobian norm {JacobianNorm:G3}, gain per kernel {SignalGain:G3}, leaves FP32's range after {BlowUpDepth:G3} kernels, FP16's after {HalfPrecisionDepth:G3}");
        foreach (var (name, radius) in RecurrentRadii)
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: spectral radius {radius:G3}");
        foreach (var finding in Findings)
            text.AppendLine(CultureInfo.InvariantCulture, $"{finding.Severity}: {finding.Name}{(finding.Layer is null ? "" : $" in {finding.Layer}")}: {finding.Evidence} {finding.Advice}");
        return text.ToString();
    }
}
