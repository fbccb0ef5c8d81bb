using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1003 a residual branch that nothing normalises, SM1004 a Pre-LN stack without a norm at its end.</summary>
internal sealed class ResidualNorm : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.UnnormalizedBranch, RuleDescriptors.MissingFinalNorm];

    public override void Examine(ModuleContext context)
    {
        CheckDeclaration(context);
        foreach (var graph in context.Graphs)
        {
            var mayBeBare = graph.Values.Any(IsAttention) && !Normalizes(context, graph);
            foreach (var value in graph.Values)
            {
                if (mayBeBare && IsBareBranch(value, context.Compilation))
                {
                    context.Report(RuleDescriptors.UnnormalizedBranch, value.Origin!.Syntax.GetLocation());
                }

                CheckHead(context, value);
            }
        }
    }

    // Attention on a branch marks a transformer; plain and convolutional residuals have other cures.
    private static bool IsBareBranch(Value sum, Compilation compilation) =>
        sum.Origin is not null && Residual.Of(sum) is { } residual
        && residual.Branch.Any(IsAttention)
        && !residual.Branch.Any(v => Layers.MayNormalize(v, compilation))
        && !residual.Branch.Any(v => v.IsOperator("mul")) // ReZero, LayerScale
        && residual.Branch.All(v => v is not { Kind: ValueKind.Module, Module: null });

    private static bool IsAttention(Value value) =>
        value.IsOperator("scaled_dot_product_attention") || value.Module is { UserType: null, Name: "MultiheadAttention" };

    private static bool Normalizes(ModuleContext context, FlowGraph graph) =>
        graph.Values.Any(v => Layers.MayNormalize(v, context.Compilation)) || context.Module.IsModule && MentionsNorm(context.Module);

    private static void CheckHead(ModuleContext context, Value head)
    {
        if (head is not { Kind: ValueKind.Module, Module: { UserType: null, Name: "Linear" }, Origin: IInvocationOperation { Instance: { } receiver }, Inputs: [var stream, ..] })
        {
            return;
        }

        while (stream.Kind != ValueKind.Merge && Layers.IsReshaping(stream) && stream.Inputs.Count > 0)
        {
            stream = stream.Inputs[0];
        }

        // After the loop over the blocks the stream is the loop's merge; in an unrolled stack, a sum of a sum.
        var sums = stream is { Kind: ValueKind.Merge, Name: "loop" } ? stream.Inputs : [stream];
        foreach (var sum in sums)
        {
            if (Residual.Of(sum) is { IsPreNorm: true } residual
                && (stream.Kind == ValueKind.Merge || Residual.Of(residual.Stream) is { Stream: var before } && Residual.Of(before) is { IsPreNorm: true })
                && !Paths.Between(stream, sum).Contains(head))
            {
                context.Report(RuleDescriptors.MissingFinalNorm, receiver.Syntax.GetLocation());
                return;
            }
        }
    }

    private static void CheckDeclaration(ModuleContext context)
    {
        foreach (var attribute in context.Module.Type.GetAttributes())
        {
            if (KnownSymbols.Is(attribute.AttributeClass, context.Known.StableModelAttribute)
                && attribute.NamedArguments.Any(a => a is { Key: "AddFinalNorm", Value.Value: false })
                && EndsInStackWithoutNorm(context.Module.Type)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is AttributeSyntax { ArgumentList: { } arguments }
                && arguments.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "AddFinalNorm") is { } argument)
            {
                context.Report(RuleDescriptors.MissingFinalNorm, argument.GetLocation());
            }
        }
    }

    private static bool EndsInStackWithoutNorm(INamedTypeSymbol model)
    {
        var afterStack = false;
        foreach (var property in model.GetMembers().OfType<IPropertySymbol>().OrderBy(p => p.Locations[0].SourceSpan.Start))
        {
            foreach (var attribute in property.GetAttributes())
            {
                if (attribute.AttributeClass is not { ContainingNamespace.Name: "StableModels", Name: var name })
                {
                    continue;
                }

                afterStack |= name == "StackAttribute";
                if (afterStack && name is "LayerNormAttribute" or "RmsNormAttribute")
                {
                    return false;
                }
            }
        }

        return afterStack;
    }

    private static bool MentionsNorm(ModuleClass module) =>
        module.Calls.Any(call => call.TargetMethod.Name.IndexOf("norm", StringComparison.OrdinalIgnoreCase) >= 0)
        || module.Operations.Of(OperationKind.ObjectCreation).Any(made => made.Type?.Name.IndexOf("norm", StringComparison.OrdinalIgnoreCase) >= 0);
}
