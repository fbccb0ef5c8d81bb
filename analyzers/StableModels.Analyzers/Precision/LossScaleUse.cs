using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>A step whose loss is scaled, and the edits of the gradients that take the scale out again.</summary>
internal sealed class LossScaleUse
{
    /// <summary>Below this a constant factor is a weight, not a scale.</summary>
    private const double SmallestScale = 256;

    private LossScaleUse(TrainingStep step, TrainingEvent backward, ISymbol? scale)
    {
        Step = step;
        Backward = backward;
        Scale = scale;
        Edits = [.. step.Timeline.Of(TrainingEventKind.GradientEdit).Where(e => step.Timeline.CanReach(backward, e, step.IsSameStep))];
    }

    public TrainingStep Step { get; }

    public TrainingEvent Backward { get; }

    /// <summary>The variable that holds the scale; null where it is a constant.</summary>
    public ISymbol? Scale { get; }

    public IReadOnlyList<TrainingEvent> Edits { get; }

    /// <summary>Edits that name the scale, or whose factor is a constant.</summary>
    public IEnumerable<TrainingEvent> Unscalings => Edits.Where(Unscales);

    /// <summary>The steps whose loss is certainly scaled: by a large constant, or of a half model by any factor.</summary>
    public static IEnumerable<LossScaleUse> Find(TrainingCode code)
    {
        var halves = HalfModels.Find(code);
        foreach (var step in code.Steps.Where(step => !step.HasClosure))
        {
            foreach (var backward in step.Backwards)
            {
                if (LossScale.FactorOf(code, backward) is { } factor && IsScale(code, step, factor, halves))
                {
                    yield return new LossScaleUse(step, backward, Expression.SlotOf(factor));
                    break;
                }
            }
        }
    }

    private static bool IsScale(TrainingCode code, TrainingStep step, IOperation factor, IReadOnlyDictionary<Origin, TrainingEvent> halves) =>
        code.Flow.ConstantOf(factor) is >= SmallestScale
        || step.Models.Any(halves.ContainsKey)
        || Expression.SlotOf(factor) is { } slot
            && step.Timeline.Of(TrainingEventKind.GradientEdit).Any(edit => Mentions(edit.Operation, slot));

    private bool Unscales(TrainingEvent edit) => Scale is null || Mentions(edit.Operation, Scale);

    private static bool Mentions(IOperation operation, ISymbol slot) =>
        operation.Descendants().Any(part => SymbolEqualityComparer.Default.Equals(Expression.SlotOf(part), slot));
}
