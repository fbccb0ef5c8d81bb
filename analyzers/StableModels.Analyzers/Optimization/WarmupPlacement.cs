using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>Where a warm-up can be written: the optimizer and its step in one routine, under one name.</summary>
internal static class WarmupPlacement
{
    public const string Optimizer = "optimizer";

    public static ImmutableDictionary<string, string?>? Properties(TrainingEvent creation, TrainingEvent step)
    {
        var declared = creation.Operation;
        while (declared.Parent is IVariableInitializerOperation or IConversionOperation)
        {
            declared = declared.Parent;
        }

        return declared.Parent is IVariableDeclaratorOperation declarator
            && step.Subject is ILocalReferenceOperation local
            && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol)
                ? ImmutableDictionary<string, string?>.Empty.Add(Optimizer, local.Local.Name)
                : null;
    }
}
