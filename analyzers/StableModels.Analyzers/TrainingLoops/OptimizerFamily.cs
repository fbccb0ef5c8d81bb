using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Which of TorchSharp's optimizers or schedulers a creation makes, by the type that it returns.</summary>
internal static class OptimizerFamily
{
    /// <summary>Adam and its kin without RAdam, whose rectification is a warm-up of its own.</summary>
    public static bool IsAdaptive(string name) => name is "Adam" or "AdamW" or "NAdam" or "Adamax";

    /// <summary>
    /// Optimizers whose step no single gradient can blow up, so that clipping has nothing to do: StableAdamW divides the rate by how far the gradient is ahead of its history
    /// (Wortsman et al., 2023), SPAM caps spikes per element (Huang et al., 2025), Stable-SPAM replaces the gradient's norm by its history (2025), Rprop uses the sign alone.
    /// Not Lion: its momentum remembers the spike.
    /// </summary>
    public static bool BoundsItself(string name) => name is "StableAdamW" or "Spam" or "StableSpam" or "Rprop";

    /// <summary>Schedulers that only ever lower the learning rate.</summary>
    public static bool OnlyDecays(string name) =>
        name is "StepLR" or "MultiStepLR" or "ExponentialLR" or "CosineAnnealingLR" or "PolynomialLR" or "ReduceLROnPlateau";

    /// <summary>The optimizer's or scheduler's name: the factory's, or the type's.</summary>
    public static string NameOf(IOperation creation) => creation switch
    {
        IInvocationOperation factory => factory.TargetMethod.Name,
        IObjectCreationOperation { Type: { } type } => type.Name,
        _ => "",
    };

    public static ImmutableArray<IArgumentOperation> ArgumentsOf(IOperation creation) => creation switch
    {
        IInvocationOperation factory => factory.Arguments,
        IObjectCreationOperation made => made.Arguments,
        _ => [],
    };

    /// <summary>The argument bound to one of these parameters; defaults included.</summary>
    public static IArgumentOperation? Argument(IOperation creation, params string[] parameterNames)
    {
        foreach (var argument in ArgumentsOf(creation))
        {
            if (argument.Parameter is { } parameter && System.Array.IndexOf(parameterNames, parameter.Name) >= 0)
            {
                return argument;
            }
        }

        return null;
    }
}
