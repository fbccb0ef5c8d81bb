using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>What a model is called in a routine, for fixes that must name it there.</summary>
internal static class ModuleNames
{
    /// <summary>The references to the models by name, where the routine's own events make them.</summary>
    public static IEnumerable<IOperation> In(EventScope? routine, TrainingCode code, EventGraph timeline, ImmutableArray<Origin> models)
    {
        foreach (var e in timeline.Events)
        {
            if (e.Kind is TrainingEventKind.Forward or TrainingEventKind.ModeChange or TrainingEventKind.OptimizerCreation
                && ReferenceEquals(e.Scope.Find(ScopeKind.Routine), routine)
                && Of(e) is { } name
                && Origin.MustBeSame(code.Flow.Trace(name), models))
            {
                yield return name;
            }
        }
    }

    private static IOperation? Of(TrainingEvent e)
    {
        var module = e.Subject is null ? null : Expression.Unwrap(e.Subject);
        if (e.Kind == TrainingEventKind.OptimizerCreation)
        {
            while (module is IInvocationOperation call)
            {
                module = Expression.ReceiverOf(call);
            }
        }

        return module is not null && Expression.SlotOf(module) is not null ? module : null;
    }
}
