using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

internal enum ScopeKind
{
    /// <summary>The body of a method, local function or lambda.</summary>
    Routine,

    Loop,

    /// <summary>Code that may be skipped: an arm of an if, switch, catch or conditional access.</summary>
    Branch,

    /// <summary>The lifetime of a <c>using</c> resource; the operation is the resource.</summary>
    Resource,
}

/// <summary>The constructs around an event, innermost first, across inlined calls.</summary>
internal sealed class EventScope
{
    public EventScope(ScopeKind kind, IOperation operation, EventScope? parent)
    {
        Kind = kind;
        Operation = operation;
        Parent = parent;
    }

    public ScopeKind Kind { get; }

    public IOperation Operation { get; }

    public EventScope? Parent { get; }

    public EventScope? InnermostLoop => Find(ScopeKind.Loop);

    public EventScope? Find(ScopeKind kind)
    {
        for (var scope = this; scope is not null; scope = scope.Parent!)
        {
            if (scope.Kind == kind)
            {
                return scope;
            }
        }

        return null;
    }

    public IEnumerable<EventScope> Chain()
    {
        for (var scope = this; scope is not null; scope = scope.Parent!)
        {
            yield return scope;
        }
    }

    /// <summary>Whether nothing between this scope and the outer one lets the code be skipped.</summary>
    public bool IsUnconditionalIn(EventScope outer)
    {
        for (var scope = this; scope is not null; scope = scope.Parent!)
        {
            if (ReferenceEquals(scope, outer))
            {
                return true;
            }

            if (scope.Kind is ScopeKind.Branch or ScopeKind.Loop)
            {
                return false;
            }
        }

        return false;
    }

    public bool IsInside(EventScope outer)
    {
        for (var scope = this; scope is not null; scope = scope.Parent!)
        {
            if (ReferenceEquals(scope, outer))
            {
                return true;
            }
        }

        return false;
    }
}
