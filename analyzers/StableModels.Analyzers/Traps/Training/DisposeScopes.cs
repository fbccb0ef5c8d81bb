using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>How code frees tensors.</summary>
internal static class DisposeScopes
{
    public static bool IsNewScope(TrainingCode code, IOperation operation) =>
        operation is IInvocationOperation call && TrainingSymbols.IsMethod(call.TargetMethod, code.Symbols.Torch, "NewDisposeScope");

    /// <summary>Whether a resource scope holds a dispose scope of TorchSharp's.</summary>
    public static bool HoldsScope(TrainingCode code, EventScope scope) =>
        scope.Kind == ScopeKind.Resource && scope.Operation.DescendantsAndSelf().Any(part => IsNewScope(code, part));

    /// <summary>Whether the operations dispose tensors or open a scope.</summary>
    public static bool DisposeAnything(TrainingCode code, IEnumerable<IOperation> operations) =>
        operations.Any(operation => operation switch
        {
            IInvocationOperation { TargetMethod.Name: "NewDisposeScope" } => true,
            IUsingDeclarationOperation use => HoldsTensor(code, use.DeclarationGroup),
            IUsingOperation use => HoldsTensor(code, use.Resources),
            _ => Disposes(operation),
        });

    /// <summary>Whether the operation frees what was made before it.</summary>
    public static bool Disposes(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeEverything" or "DisposeEverythingBut" or "Collect" };

    /// <summary>Whether a resource is, by its name, a scope that code elsewhere opened.</summary>
    public static bool IsNamedScope(EventScope scope) =>
        scope.Kind == ScopeKind.Resource
        && scope.Operation.DescendantsAndSelf().Any(part => part switch
        {
            IInvocationOperation call => IsNamedScope(call.TargetMethod.Name) || IsNamedScope(call.TargetMethod.ContainingType.Name),
            IObjectCreationOperation { Type: { } type } => IsNamedScope(type.Name),
            _ => false,
        });

    private static bool IsNamedScope(string name) => name.IndexOf("scope", System.StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool HoldsTensor(TrainingCode code, IOperation resources) =>
        resources.DescendantsAndSelf().Any(part => part is IVariableDeclaratorOperation declarator ? code.Symbols.IsTensor(declarator.Symbol.Type) : code.Symbols.IsTensor(part.Type));
}
