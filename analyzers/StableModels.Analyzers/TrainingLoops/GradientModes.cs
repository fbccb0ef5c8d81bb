using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>The resources that switch the recording of gradients off.</summary>
internal static class GradientModes
{
    public static bool StopsGradients(EventScope scope) =>
        scope.Kind == ScopeKind.Resource
        && scope.Operation.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "no_grad" or "inference_mode" or "set_grad_enabled" });
}
