using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1006: probabilities handed to a loss that expects logits or log-probabilities.</summary>
internal sealed class DoubleSoftmax : ModuleRule
{
    /// <summary>The kind of a module of the compilation's own, and the property that says which.</summary>
    public const string Own = "own";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DoubleSoftmax];

    public override void Examine(ModuleContext context)
    {
        foreach (var loss in context.Values)
        {
            if (loss.Inputs.Count > 0 && Expected(loss) is { } expected)
            {
                Examine(context, loss, expected);
            }
        }
    }

    /// <summary>Is the value a loss that applies this end of a module itself?</summary>
    internal static bool EndsItself(Value loss, ModuleEnd end) =>
        loss.Inputs.Count > 0 && (Expected(loss), end) is (Loss.CrossEntropy, ModuleEnd.Softmax) or (Loss.BinaryCrossEntropy, ModuleEnd.Sigmoid);

    private static Loss? Expected(Value value) =>
        Layers.Is(value, "cross_entropy", "CrossEntropyLoss") ? Loss.CrossEntropy
        : Layers.Is(value, "nll_loss", "NLLLoss") ? Loss.NegativeLogLikelihood
        : Layers.Is(value, "binary_cross_entropy_with_logits", "BCEWithLogitsLoss") ? Loss.BinaryCrossEntropy
        : null;

    private static void Examine(ModuleContext context, Value loss, Loss expected)
    {
        var input = loss.Inputs[0];
        while (Layers.IsReshaping(input) && input.Inputs.Count > 0 && !Layers.IsSoftmax(input))
        {
            input = input.Inputs[0];
        }

        if (input is not { Kind: ValueKind.Operator or ValueKind.Module, Origin: IInvocationOperation applied }
            || Problem(expected, ModuleOutputs.Of(context.Known, context.Compilation).EndOf(input, context.Cancellation)) is not { } problem)
        {
            return;
        }

        var own = input.Module?.UserType;
        var location = input.Kind == ValueKind.Module && applied.Instance is { } receiver ? receiver.Syntax.GetLocation() : Locations.NameOf(applied);
        context.Report(Diagnostic.Create(
            RuleDescriptors.DoubleSoftmax,
            location,
            loss.Origin is null ? [] : [loss.Origin.Syntax.GetLocation()],
            ImmutableDictionary<string, string?>.Empty
                .Add("uses", input.Users.Count == 1 && !input.Escapes ? "one" : "many")
                .Add("loss", expected == Loss.NegativeLogLikelihood ? "nll" : "logits")
                .Add("kind", own is not null ? Own : input.Kind == ValueKind.Module ? input.Module!.Name : "operator")
                .Add(Own, own is null ? null : DocumentationCommentId.CreateDeclarationId(own.OriginalDefinition)),
            own is null ? problem : own.Name + ".forward ends in it: " + problem));
    }

    private static string? Problem(Loss expected, ModuleEnd given) => (expected, given) switch
    {
        (Loss.CrossEntropy, ModuleEnd.Softmax) => "cross_entropy applies log_softmax itself: a second softmax flattens its gradient; pass the logits",
        (Loss.NegativeLogLikelihood, ModuleEnd.Softmax) => "nll_loss expects log-probabilities: of probabilities it is no likelihood; use log_softmax",
        (Loss.BinaryCrossEntropy, ModuleEnd.Sigmoid) => "binary_cross_entropy_with_logits applies the sigmoid itself: a second one caps its gradient; pass the logits",
        _ => null,
    };

    private enum Loss
    {
        CrossEntropy,
        NegativeLogLikelihood,
        BinaryCrossEntropy,
    }
}
