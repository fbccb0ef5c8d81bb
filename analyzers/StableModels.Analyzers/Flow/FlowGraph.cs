using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Flow;

/// <summary>
/// The values that one method computes, as a graph: locals, <c>+=</c>, in-place operators and helper methods of the same
/// class (one level) are seen through. Rules match shapes in it instead of syntax.
/// </summary>
internal sealed class FlowGraph
{
    private FlowGraph(IReadOnlyList<Value> values, IReadOnlyList<Value> results)
    {
        Values = values;
        Results = results;
    }

    public IReadOnlyList<Value> Values { get; }

    /// <summary>What the method's return statements yield.</summary>
    public IReadOnlyList<Value> Results { get; }

    /// <summary>The graphs of all methods of the class that can compute on tensors.</summary>
    public static IEnumerable<FlowGraph> Of(ModuleClass module, CancellationToken cancellation)
    {
        foreach (var body in module.Bodies)
        {
            cancellation.ThrowIfCancellationRequested();
            if (HandlesTensors(body.Value, module.Known))
            {
                yield return Of(module, body.Key, body.Value, cancellation);
            }
        }
    }

    public static FlowGraph Of(ModuleClass module, IMethodSymbol method, IOperation body, CancellationToken cancellation)
    {
        var builder = new FlowBuilder(module, cancellation);
        builder.Run(method, body);
        return new FlowGraph(builder.Values, builder.Results);
    }

    private static bool HandlesTensors(IOperation body, KnownSymbols known)
    {
        foreach (var operation in body.Descendants())
        {
            if (known.IsTensor(operation.Type))
            {
                return true;
            }
        }

        return false;
    }
}
