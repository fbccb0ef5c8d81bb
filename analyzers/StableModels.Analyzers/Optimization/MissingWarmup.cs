using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3001: Adam trains attention from the first step at its full learning rate.</summary>
internal sealed class MissingWarmup : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MissingWarmup;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            var name = OptimizerFamily.NameOf(creation.Operation);
            if (OptimizerFamily.IsAdaptive(name)
                && FirstStep(code, creation) is { } step
                && code.Flow.IsOwned(Origin.Of(creation.Operation))
                && !HasWarmup(code, [Origin.Of(creation.Operation)])
                && code.Traits.Of(code.ModelsOf(creation.Operation), code.Flow, report.Cancellation).HasFlag(ModuleContent.Attention))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(creation.Operation),
                    Message(name),
                    [Locations.NameOf(step.Operation)],
                    // Two schedules would overwrite each other's rate.
                    code.SchedulersOf([Origin.Of(creation.Operation)]).Any() ? null : WarmupPlacement.Properties(creation, step));
            }
        }
    }

    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Optimizer is { } optimizer
            && OptimizerFamily.IsAdaptive(declared.OptimizerName)
            && declared.Warmup is null
            && !(declared.Decay is { AttributeClass.Name: "OneCycleAttribute" or "NoamAttribute" })
            && declared.Content.HasFlag(ModuleContent.Attention))
        {
            report.Add(
                Descriptor,
                DeclaredTraining.LocationOf(optimizer, report.Cancellation),
                Message(declared.OptimizerName));
        }
    }

    private static string Message(string optimizer) =>
        optimizer + " trains a model with attention at its full learning rate from the first step: its second-moment estimate needs about 2 / (1 - beta2) steps (2000 for 0.999) before its steps are sized right; raise the learning rate over the first steps";

    // The step that this optimizer, made here, is seen to take in a loop; a field's step may be looped over elsewhere.
    private static TrainingEvent? FirstStep(TrainingCode code, TrainingEvent creation)
    {
        var origin = Origin.Of(creation.Operation);
        return code.Events.FirstOrDefault(e =>
            e.Kind == TrainingEventKind.OptimizerStep
            && (e.Scope.InnermostLoop is not null || e.Subject is Microsoft.CodeAnalysis.Operations.IFieldReferenceOperation)
            && code.SubjectOf(e).Contains(origin));
    }

    private static bool HasWarmup(TrainingCode code, ImmutableArray<Origin> optimizer) =>
        code.SchedulersOf(optimizer).Any(scheduler => !OptimizerFamily.OnlyDecays(OptimizerFamily.NameOf(scheduler.Operation)))
        || code.Events.Any(e => e.Kind == TrainingEventKind.LearningRateWrite && Origin.MayBeSame(code.SubjectOf(e), optimizer));
}
