using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1006: probabilities handed to a loss that expects logits or log-probabilities.</summary>
internal sealed class DoubleSoftmax : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DoubleSoftmax];

    public override void Examine(ModuleContext context)
    {
        foreach (var loss in context.Values)
        {
            if (loss.Inputs.Count == 0)
            {
                continue;
            }

            var input = loss.Inputs[0];
            while (Layers.IsReshaping(input) && input.Inputs.Count > 0 && !Layers.IsSoftmax(input))
            {
                input = input.Inputs[0];
            }

            if (input.Origin is not IInvocationOperation applied)
            {
                continue;
            }

            var problem = Layers.Is(loss, "cross_entropy", "CrossEntropyLoss") && Layers.IsSoftmax(input) ? "cross_entropy applies log_softmax itself: a second softmax flattens its gradient; pass the logits"
                : Layers.Is(loss, "nll_loss", "NLLLoss") && Layers.IsSoftmax(input) ? "nll_loss expects log-probabilities: of probabilities it is no likelihood; use log_softmax"
                : Layers.Is(loss, "binary_cross_entropy_with_logits", "BCEWithLogitsLoss") && Layers.IsSigmoid(input) ? "binary_cross_entropy_with_logits applies the sigmoid itself: a second one caps its gradient; pass the logits"
                : null;
            if (problem is not null)
            {
                var location = input.Kind == ValueKind.Module && applied.Instance is { } receiver ? receiver.Syntax.GetLocation() : Locations.NameOf(applied);
                context.Report(Diagnostic.Create(
                    RuleDescriptors.DoubleSoftmax,
                    location,
                    loss.Origin is null ? [] : [loss.Origin.Syntax.GetLocation()],
                    ImmutableDictionary<string, string?>.Empty
                        .Add("uses", input.Users.Count == 1 && !input.Escapes ? "one" : "many")
                        .Add("loss", Layers.Is(loss, "nll_loss", "NLLLoss") ? "nll" : "logits")
                        .Add("kind", input.Kind == ValueKind.Module ? input.Module!.Name : "operator"),
                    problem));
            }
        }
    }
}
