using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>
/// One rule about how a type trains. <see cref="TrainingCodeAnalyzer"/> reads the type once and asks every rule.
/// A rule has no state.
/// </summary>
internal abstract class TrainingRule
{
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Looks at a type that trains by hand, with TorchSharp's optimizers.</summary>
    public virtual void Examine(TrainingCode code, TrainingReport report)
    {
    }

    /// <summary>Looks at a class that declares its training with attributes.</summary>
    public virtual void Examine(DeclaredTraining declared, TrainingReport report)
    {
    }
}
