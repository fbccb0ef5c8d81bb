using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>How a type frees tensors.</summary>
internal static class DisposeScopes
{
    public static bool IsNewScope(TrainingCode code, IOperation operation) =>
        operation is IInvocationOperation call && TrainingSymbols.IsMethod(call.TargetMethod, code.Symbols.Torch, "NewDisposeScope");

    /// <summary>Whether a resource scope holds a dispose scope.</summary>
    public static bool HoldsScope(TrainingCode code, EventScope scope) =>
        scope.Kind == ScopeKind.Resource && scope.Operation.DescendantsAndSelf().Any(part => IsNewScope(code, part));

    /// <summary>Whether anything at all in the type disposes tensors or opens a scope.</summary>
    public static bool DisposesAnything(TrainingCode code) =>
        code.Operations.Any(operation => operation switch
        {
            IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeEverything" or "DisposeEverythingBut" or "NewDisposeScope" or "Collect" } => true,
            IUsingDeclarationOperation use => HoldsTensor(code, use.DeclarationGroup),
            IUsingOperation use => HoldsTensor(code, use.Resources),
            _ => false,
        });

    private static bool HoldsTensor(TrainingCode code, IOperation resources) =>
        resources.DescendantsAndSelf().Any(part => part is IVariableDeclaratorOperation declarator ? code.Symbols.IsTensor(declarator.Symbol.Type) : code.Symbols.IsTensor(part.Type));
}
