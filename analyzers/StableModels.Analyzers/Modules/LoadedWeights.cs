using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Analyzers.Modules;

/// <summary>A program that loads weights and trains none: how its models would train does not matter, and they must stay as they were trained.</summary>
internal static class LoadedWeights
{
    private static readonly ConditionalWeakTable<Compilation, object> Cache = new();

    public static bool AreAllThatRuns(Compilation compilation, CancellationToken cancellation) =>
        (bool)Cache.GetValue(compilation, c => Read(c, cancellation));

    private static bool Read(Compilation compilation, CancellationToken cancellation)
    {
        var loads = false;
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var token in tree.GetRoot(cancellation).DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken))
                {
                    continue;
                }

                if (token.ValueText is "backward" or "Trainer" or "CreateTrainer" or "TrainingPlan" or "optim")
                {
                    return false;
                }

                loads |= token.ValueText is "load" or "load_state_dict" or "load_py" or "load_safetensors";
            }
        }

        return loads;
    }
}
