using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1002 a deep stack without a residual path, SM1007 sigmoids one after the other.</summary>
internal sealed class PlainDepth : ModuleRule
{
    // One layer is no row, whatever depth is set.
    private const int Row = 2;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.PlainDepth, RuleDescriptors.StackedSigmoids];

    public override void Examine(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            if (context.Known.IsFactory(call.TargetMethod, "Sequential")
                && context.Module.Resolve(call) is { Children.IsEmpty: false } stack)
            {
                var chain = default(Chain);
                foreach (var child in stack.Children)
                {
                    chain = chain.Then(child);
                }

                Report(context, chain, Locations.NameOf(call), call.Syntax);
            }
        }

        foreach (var graph in context.Graphs)
        {
            // Most methods apply no two modules.
            if (!HoldsRow(graph))
            {
                continue;
            }

            var chains = new Dictionary<Value, Chain>(graph.Values.Count);
            var deepest = default(Chain);
            Value? end = null;
            foreach (var value in graph.Values)
            {
                var chain = chains[value] = Of(value, chains);
                if (value.Kind == ValueKind.Module && value.Origin is IInvocationOperation && (chain.Weights > deepest.Weights || chain.Sigmoids > deepest.Sigmoids))
                {
                    deepest = new Chain(Math.Max(chain.Weights, deepest.Weights), Math.Max(chain.Sigmoids, deepest.Sigmoids));
                    end = value;
                }
            }

            // One long Sequential is reported where it is built.
            if (end?.Origin is IInvocationOperation { Instance: { } receiver } && end.Inputs.Count > 0 && chains[end.Inputs[0]].Weights > 0)
            {
                Report(context, deepest, receiver.Syntax.GetLocation(), receiver.Syntax);
            }
        }
    }

    private static bool HoldsRow(FlowGraph graph)
    {
        var applied = 0;
        foreach (var value in graph.Values)
        {
            applied += value.Kind == ValueKind.Module ? 1 : 0;
        }

        return applied >= Row;
    }

    private static void Report(ModuleContext context, Chain chain, Location location, SyntaxNode where)
    {
        if (chain.Weights >= Math.Max(Row, context.Option(RuleOptions.PlainDepth, where)))
        {
            context.Report(RuleDescriptors.PlainDepth, location, chain.Weights);
        }
        else if (chain.Sigmoids >= Math.Max(Row, context.Option(RuleOptions.StackedSigmoids, where)))
        {
            context.Report(RuleDescriptors.StackedSigmoids, location, chain.Sigmoids, Math.Pow(0.25, chain.Sigmoids).ToString("0.#e0", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static Chain Of(Value value, Dictionary<Value, Chain> chains)
    {
        var before = default(Chain);
        foreach (var input in value.Inputs)
        {
            if (chains.TryGetValue(input, out var chain) && chain.Weights >= before.Weights)
            {
                before = chain;
            }
        }

        return value.Kind switch
        {
            ValueKind.Module when value.Module is { } module => before.Then(module),
            ValueKind.Module or ValueKind.Unknown or ValueKind.Source or ValueKind.Constant => default,
            ValueKind.Operator when value.Name is "add" or "sub" or "cat" or "concat" or "stack" => default, // a shortcut of some kind
            ValueKind.Operator when value.Name is "mul" => new Chain(before.Weights, 0), // a gate
            ValueKind.Operator when value.Name is "sigmoid" => new Chain(before.Weights, before.Sigmoids + 1),
            _ => before,
        };
    }

    /// <summary>Layers with weights, and sigmoids, since the last shortcut.</summary>
    private readonly record struct Chain(int Weights, int Sigmoids)
    {
        public Chain Then(ModuleInfo module)
        {
            if (module.UserType is not null || module.Name is "ModuleList" or "MultiheadAttention" or "LSTM" or "GRU" or "RNN")
            {
                return default;
            }

            if (module.IsSequential)
            {
                return module.Children.Aggregate(this, (chain, child) => chain.Then(child));
            }

            return module switch
            {
                { Name: "Sigmoid" } => this with { Sigmoids = Sigmoids + 1 },
                { IsNorm: true } => this with { Sigmoids = 0 },
                { Name: "Embedding" } => this,
                { HasWeights: true } => this with { Weights = Weights + 1 },
                _ => this,
            };
        }
    }
}
