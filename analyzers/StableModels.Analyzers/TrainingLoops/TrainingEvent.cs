using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>One thing a training loop does, where it stands, and to what.</summary>
internal sealed class TrainingEvent
{
    public TrainingEvent(TrainingEventKind kind, IOperation operation, IOperation? subject, EventScope scope)
    {
        Kind = kind;
        Operation = operation;
        Subject = subject;
        Scope = scope;
    }

    public TrainingEventKind Kind { get; }

    public IOperation Operation { get; }

    /// <summary>The optimizer, module, loss, ... that it is done to; null where that cannot be seen.</summary>
    public IOperation? Subject { get; }

    public EventScope Scope { get; }
}
