using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>The bodies of the local functions in one member.</summary>
internal sealed class LocalFunctionFinder(Dictionary<ISymbol, IOperation> bodies) : OperationWalker
{
    public override void VisitLocalFunction(ILocalFunctionOperation operation)
    {
        if (operation.Body is { } body)
        {
            bodies[operation.Symbol] = body;
        }

        base.VisitLocalFunction(operation);
    }
}
