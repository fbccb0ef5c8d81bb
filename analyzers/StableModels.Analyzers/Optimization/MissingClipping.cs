using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3002: nothing bounds the gradient between <c>backward</c> and <c>step</c>.</summary>
internal sealed class MissingClipping : TrainingRule
{
    /// <summary>The property with the module's name, for the fix.</summary>
    public const string Module = "module";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MissingClipping;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var timeline in code.Timelines)
        {
            foreach (var step in timeline.Of(TrainingEventKind.OptimizerStep))
            {
                Examine(code, timeline, step, report);
            }
        }
    }

    public override void Examine(DeclaredTraining declared, TrainingReport report)
    {
        if (declared.Optimizer is { } optimizer && declared.Clipping is null && !OptimizerFamily.BoundsItself(declared.OptimizerName) && NeedsClipping(declared.Content))
        {
            report.Add(Descriptor, DeclaredTraining.LocationOf(optimizer, report.Cancellation), Message(declared.Content));
        }
    }

    private static bool NeedsClipping(ModuleContent content) => (content & (ModuleContent.Attention | ModuleContent.Recurrent)) != ModuleContent.None;

    private static string Message(ModuleContent content) =>
        "Nothing bounds the gradient of a model with "
        + (content.HasFlag(ModuleContent.Attention) ? "attention" : "recurrent layers")
        + " between backward and step: one bad batch can undo the training; clip the global norm, to 1.0 as a rule";

    private void Examine(TrainingCode code, EventGraph timeline, TrainingEvent step, TrainingReport report)
    {
        var optimizer = code.SubjectOf(step);
        if (step.Scope.InnermostLoop is null && step.Subject is not IFieldReferenceOperation
            || optimizer.Any(origin => origin.Creation is { } made && OptimizerFamily.NameOf(made) is var name && (name == "LBFGS" || OptimizerFamily.BoundsItself(name))))
        {
            return;
        }

        bool IsSameStep(TrainingEvent e) => e.Kind == TrainingEventKind.OptimizerStep && Origin.MayBeSame(code.SubjectOf(e), optimizer);
        var backwards = timeline.Of(TrainingEventKind.Backward).Where(b => timeline.CanReach(b, step, IsSameStep)).ToList();
        var models = Models(code, timeline, optimizer, backwards);
        if (backwards.Count == 0 || backwards.Any(backward => IsBounded(code, timeline, backward, step, models, IsSameStep)))
        {
            return;
        }

        var content = code.Traits.Of(models, code.Flow, report.Cancellation);
        if (NeedsClipping(content))
        {
            report.Add(
                Descriptor,
                Locations.NameOf(step.Operation),
                Message(content),
                backwards.Select(backward => Locations.NameOf(backward.Operation)),
                ModuleNames.In(step.Scope.Find(ScopeKind.Routine), code, timeline, models).FirstOrDefault() is { } module
                    ? ImmutableDictionary<string, string?>.Empty.Add(Module, module.Syntax.ToString())
                    : null);
        }
    }

    // Clipping by a call, by hand, or possibly in code that is not seen.
    private static bool IsBounded(
        TrainingCode code, EventGraph timeline, TrainingEvent backward, TrainingEvent step, ImmutableArray<Origin> models, System.Func<TrainingEvent, bool> isSameStep) =>
        timeline.Reachable(backward, isSameStep).Any(e =>
            (e.Kind is TrainingEventKind.GradientEdit or TrainingEventKind.UnknownCall || (e.Kind == TrainingEventKind.Clip && !IsAnothers(code, e, models)))
            && timeline.CanReach(e, step, isSameStep));

    // In a GAN the discriminator's clipping bounds nothing of the generator's.
    private static bool IsAnothers(TrainingCode code, TrainingEvent clip, ImmutableArray<Origin> models) =>
        code.SubjectOf(clip) is var clipped
        && !Origin.MayBeSame(clipped, models)
        && code.Events.Any(e => e.Kind == TrainingEventKind.OptimizerCreation && Origin.MustBeSame(clipped, code.ModelsOf(e.Operation)));

    // What the optimizer was given; where that is not seen, the modules that the loss came from.
    private static ImmutableArray<Origin> Models(
        TrainingCode code, EventGraph timeline, ImmutableArray<Origin> optimizer, List<TrainingEvent> backwards)
    {
        if (optimizer.All(origin => origin.Creation is not null))
        {
            return [.. optimizer.SelectMany(origin => code.ModelsOf(origin.Creation!)).Distinct()];
        }

        return
        [
            .. timeline.Of(TrainingEventKind.Forward)
                .Where(forward => backwards.Any(backward => timeline.CanReach(forward, backward)))
                .SelectMany(forward => code.SubjectOf(forward))
                .Distinct(),
        ];
    }
}
