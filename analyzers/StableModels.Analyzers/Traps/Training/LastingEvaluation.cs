using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5112: an evaluation at the end of a round that leaves the model in evaluation mode for the rounds after it.</summary>
internal sealed class LastingEvaluation : TrainingRule
{
    /// <summary>The property with the model's name where the loop stands, for the fix.</summary>
    public const string Module = "module";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LastingEvaluation;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var timeline in code.Timelines)
        {
            for (var at = 0; at < timeline.Events.Count; at++)
            {
                var evaluation = timeline.Events[at];
                if (evaluation.Scope.InnermostLoop is not null
                    && EvaluationMode.IsEntered(evaluation)
                    && TrainingLoop(code, timeline, at) is { } loop
                    && code.SubjectOf(evaluation) is var model
                    && code.Traits.Of(model, code.Flow, report.Cancellation).HasFlag(ModuleContent.ModeDependent))
                {
                    Report(code, timeline, evaluation, model, loop, report);
                }
            }
        }
    }

    private void Report(TrainingCode code, EventGraph timeline, TrainingEvent evaluation, ImmutableArray<Origin> model, EventScope loop, TrainingReport report)
    {
        var name = ModuleNames.In(loop.Find(ScopeKind.Routine), code, timeline, model)
            .FirstOrDefault(reference => Expression.SlotOf(reference) is not ILocalSymbol local || !Contains(loop, local.DeclaringSyntaxReferences[0]));
        report.Add(
            Descriptor,
            Locations.NameOf(evaluation.Operation),
            "From the second round on the model trains in evaluation mode, without dropout and with batch norm's statistics as they are: no train() lies between this and the next round's forward pass; call it at the start of each round",
            [loop.Operation.Syntax.GetFirstToken().GetLocation()],
            name is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Module, name.Syntax.ToString()));
    }

    /// <summary>The loop in whose rounds the model is trained first and evaluated then, when the evaluation's mode lasts until the next round's training.</summary>
    private static EventScope? TrainingLoop(TrainingCode code, EventGraph timeline, int at)
    {
        var evaluation = timeline.Events[at];
        var model = code.SubjectOf(evaluation);
        for (var i = 0; i < at; i++)
        {
            var forward = timeline.Events[i];
            if (forward.Kind == TrainingEventKind.Forward
                && Origin.MustBeSame(code.SubjectOf(forward), model)
                && CommonLoop(forward, evaluation) is { } loop
                && Step(code, timeline, forward, evaluation, loop) is { } step
                && !forward.Scope.Chain().Any(GradientModes.StopsGradients)
                && !IsMeant(code, timeline, forward, evaluation)
                && !EvaluatedRounds.AreFew(code, forward, evaluation, loop)
                && !IsNewInEachRound(code, step, forward, evaluation, loop)
                && timeline.CanReach(evaluation, forward, e => !e.Scope.IsInside(loop) || EvaluationMode.MayBeLeft(e) || step.MayBeTouchedBy(e)))
            {
                return loop;
            }
        }

        return null;
    }

    private static EventScope? CommonLoop(TrainingEvent first, TrainingEvent second) =>
        first.Scope.Chain().FirstOrDefault(scope => scope.Kind == ScopeKind.Loop && second.Scope.IsInside(scope));

    // What trains the model with this forward pass, in the same round and before its evaluation.
    private static TrainingStep? Step(TrainingCode code, EventGraph timeline, TrainingEvent forward, TrainingEvent evaluation, EventScope loop) =>
        code.Updates.FirstOrDefault(step =>
            ReferenceEquals(step.Timeline, timeline)
            && step.Event.Scope.IsInside(loop)
            && step.Backwards.Any(backward => timeline.CanReach(forward, backward, e => ReferenceEquals(e, evaluation)))
            && timeline.CanReach(forward, step.Event, e => ReferenceEquals(e, evaluation))
            && Origin.MayBeSame(step.Models, code.SubjectOf(forward)));

    // Fine-tuning with batch norm's statistics as they are: the training itself begins in evaluation mode.
    private static bool IsMeant(TrainingCode code, EventGraph timeline, TrainingEvent forward, TrainingEvent evaluation) =>
        timeline.Events.TakeWhile(e => !ReferenceEquals(e, forward)).Any(e =>
            !ReferenceEquals(e, evaluation)
            && EvaluationMode.IsEntered(e)
            && Origin.MayBeSame(code.SubjectOf(e), code.SubjectOf(forward))
            && timeline.CanReach(e, forward, EvaluationMode.MayBeLeft));

    // A model of its own for every round, as in cross-validation or in a loop over models.
    private static bool IsNewInEachRound(TrainingCode code, TrainingStep step, TrainingEvent forward, TrainingEvent evaluation, EventScope loop)
    {
        var inside = forward.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop))
            .Concat(evaluation.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)))
            .Where(scope => scope.Kind == ScopeKind.Routine)
            .Append(loop)
            .ToList();
        return step.Timeline.Of(TrainingEventKind.OptimizerCreation).Any(creation => creation.Scope.IsInside(loop))
            || step.Optimizer.Any(origin => origin.Creation is { } made && Contains(loop, made.Syntax.GetReference()))
            || new[] { forward, evaluation }.Any(e => IsMadeIn(code, e.Subject, inside, new HashSet<ISymbol>(SymbolEqualityComparer.Default)));
    }

    // Names lead on to what they are given; whatever else yields a module may yield another one each time.
    private static bool IsMadeIn(TrainingCode code, IOperation? module, List<EventScope> scopes, HashSet<ISymbol> visited)
    {
        if (module is null)
        {
            return true;
        }

        module = Expression.Unwrap(module);
        return module switch
        {
            IInstanceReferenceOperation => false,
            _ when Expression.SlotOf(module) is { } slot => visited.Add(slot) && code.Flow.DefinitionsOf(slot).Any(value => IsMadeIn(code, value, scopes, visited)),
            _ => scopes.Any(scope => scope.Operation.Syntax.SyntaxTree == module.Syntax.SyntaxTree && scope.Operation.Syntax.Span.Contains(module.Syntax.Span)),
        };
    }

    private static bool Contains(EventScope loop, SyntaxReference declaration) =>
        declaration.SyntaxTree == loop.Operation.Syntax.SyntaxTree && loop.Operation.Syntax.Span.Contains(declaration.Span);
}
