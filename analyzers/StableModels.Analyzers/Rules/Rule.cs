using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers;

/// <summary>
/// Something that one look at a type can find. A rule has no state and registers nothing with the compiler:
/// <see cref="TorchSharpCodeAnalyzer"/> reads each type once and hands the reading to every rule.
/// </summary>
internal abstract class Rule
{
    public abstract ImmutableArray<DiagnosticDescriptor> Descriptors { get; }
}
