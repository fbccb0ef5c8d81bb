using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4004: an epsilon that is zero in FP16.</summary>
internal sealed class HalfEpsilon : TrainingRule
{
    // Half of FP16's smallest number rounds to zero.
    private const double SmallestHalf = 5.96e-8 / 2;

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.HalfConstant;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        var halves = HalfModels.Find(code);
        foreach (var creation in code.Events.Where(e => halves.Count > 0 && e.Kind == TrainingEventKind.OptimizerCreation))
        {
            if (code.ModelsOf(creation.Operation).All(halves.ContainsKey)
                && OptimizerFamily.Argument(creation.Operation, "eps") is { } epsilon
                && code.Flow.ConstantOf(epsilon.Value) is { } value
                && value is >= 0 and < SmallestHalf)
            {
                report.Add(
                    Descriptor,
                    epsilon.IsImplicit ? Locations.NameOf(creation.Operation) : epsilon.Value.Syntax.GetLocation(),
                    OptimizerFamily.NameOf(creation.Operation) + "'s epsilon of " + value.ToString("0e0", CultureInfo.InvariantCulture)
                        + " is 0 in FP16, and so is the second moment of gradients below 2e-4: the step divides by zero; take 1e-4, or keep FP32 master weights");
            }
        }
    }
}
