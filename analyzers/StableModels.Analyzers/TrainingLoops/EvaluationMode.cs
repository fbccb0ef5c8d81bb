using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Which way a module's mode is set.</summary>
internal static class EvaluationMode
{
    /// <summary>Whether the event certainly puts its module into evaluation mode: <c>eval()</c> or <c>train(false)</c>.</summary>
    public static bool IsEntered(TrainingEvent e) =>
        e is { Kind: TrainingEventKind.ModeChange, Operation: IInvocationOperation call }
        && (call.TargetMethod.Name == "eval" || call.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: false } }]);

    /// <summary>Whether the event may put its module into training mode.</summary>
    public static bool MayBeLeft(TrainingEvent e) => e.Kind == TrainingEventKind.ModeChange && !IsEntered(e);
}
