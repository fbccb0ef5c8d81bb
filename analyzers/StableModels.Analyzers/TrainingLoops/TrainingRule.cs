using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>One rule about how a type trains.</summary>
internal abstract class TrainingRule : Rule
{
    public abstract DiagnosticDescriptor Descriptor { get; }

    public sealed override ImmutableArray<DiagnosticDescriptor> Descriptors => [Descriptor];

    /// <summary>Looks at a type that trains by hand, with TorchSharp's optimizers.</summary>
    public virtual void Examine(TrainingCode code, TrainingReport report)
    {
    }

    /// <summary>Looks at a class that declares its training with attributes.</summary>
    public virtual void Examine(DeclaredTraining declared, TrainingReport report)
    {
    }
}
