using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>
/// SM2004: hand-written Pre-LN models that draw every layer with one standard deviation, the ones that end a residual branch
/// included. A model that leaves PyTorch's default is not meant: only who initialises has forgotten the scale.
/// </summary>
internal sealed class UnscaledResiduals : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.UnscaledResiduals];

    public override void Examine(ModuleContext context)
    {
        if (LayerInits.Of(context.Module) is not { } inits || context.Calls.Any(ScalesWeights))
        {
            return;
        }

        if (inits.ForAll("Linear") is { Name: "normal_", StandardDeviation: { } all } walk && StackedBlocks(context).Any(IsPlainPreNorm(context)))
        {
            Report(context, walk, all);
            return;
        }

        foreach (var graph in context.Graphs)
        {
            foreach (var residual in graph.Values.Select(Residual.Of))
            {
                if (residual is { IsPreNorm: true } && Own(End(residual), inits) is { StandardDeviation: { } deviation } last
                    && residual.Branch.Select(v => Own(v, inits)).Any(i => i is not null && i != last && deviation.Equals(i.StandardDeviation)))
                {
                    Report(context, last, deviation);
                }
            }
        }
    }

    private static void Report(ModuleContext context, WeightInit init, double deviation) => context.Report(
        RuleDescriptors.UnscaledResiduals,
        Locations.NameOf(init.Call),
        "The layers that end the residual branches are drawn with " + deviation.ToString(System.Globalization.CultureInfo.InvariantCulture)
            + " like all others, so the stream's variance grows with every branch; divide theirs by the square root of the number of branches, 2 per block");

    private static WeightInit? Own(Value? value, LayerInits inits) =>
        value is { Kind: ValueKind.Module, Module: { UserType: null, Name: "Linear", Factory: not null } layer } && Layers.Holder(value) is { } holder
        && inits.For(layer, holder) is { Name: "normal_" } init && SymbolEqualityComparer.Default.Equals(init.Holder, holder) ? init : null;

    // The layer whose output is added to the stream.
    private static Value? End(Residual residual)
    {
        var at = residual.Sum.Inputs.FirstOrDefault(i => !ReferenceEquals(i, residual.Stream));
        while (at is not null && Layers.IsReshaping(at) && at.Inputs.Count > 0)
        {
            at = at.Inputs[0];
        }

        return at;
    }

    // weight.mul_(...), weight /= ..., or a deviation that is computed.
    private static bool ScalesWeights(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "mul_" or "div_" => true,
        "normal_" => call.Arguments.Any(a => a is { Parameter.Name: "std", Value.ConstantValue.HasValue: false }),
        _ => false,
    };

    // Module classes that are made in a loop, a lambda or a list: the blocks of a stack.
    private static IEnumerable<INamedTypeSymbol> StackedBlocks(ModuleContext context) =>
        context.Operations.Of(OperationKind.ObjectCreation)
            .Where(c => c.Type is INamedTypeSymbol type && context.Known.IsModule(type) && context.Compilation.Has(type) && IsRepeated(c))
            .Select(c => (INamedTypeSymbol)c.Type!)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);

    private static bool IsRepeated(IOperation creation)
    {
        for (var at = creation.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation or IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static Func<INamedTypeSymbol, bool> IsPlainPreNorm(ModuleContext context) => type =>
    {
        var block = ModuleSource.Read(type, context.Known, context.Compilation, context.Cancellation);
        return LayerInits.Of(block) is null
            && !block.Calls.Any(ScalesWeights)
            && block.Graphs(context.Cancellation).SelectMany(g => g.Values).Select(Residual.Of).Any(r => r is { IsPreNorm: true });
    };
}
