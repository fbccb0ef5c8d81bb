using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>SM2006: an LSTM's biases initialised as a whole: the forget gate is not opened, or all four gates are.</summary>
internal sealed class ForgetBias : ModuleRule
{
    /// <summary>The property that tells the fix what the bias is set to: one of the three below.</summary>
    public const string Value = "value";

    /// <summary>To a positive number, in all four gates.</summary>
    public const string Open = "open";

    /// <summary>To zero.</summary>
    public const string Zero = "zero";

    /// <summary>To zero, in a walk over both biases.</summary>
    public const string ZeroBoth = "zero both";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.ForgetBias];

    public override void Examine(ModuleContext context)
    {
        var found = new List<(IInvocationOperation Call, bool IsOpen)>();
        foreach (var call in context.Calls)
        {
            if (IsPartOfBias(call))
            {
                return; // the author sets gates one by one
            }

            if (KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Init) && IsOpen(call) is { } open
                && call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value is { } tensor && IsLstmBias(context, tensor, open))
            {
                found.Add((call, open));
            }
        }

        foreach (var (call, isOpen) in found)
        {
            context.Report(Diagnostic.Create(
                RuleDescriptors.ForgetBias,
                Locations.NameOf(call),
                null,
                ImmutableDictionary<string, string?>.Empty.Add(Value, isOpen ? Open : call.Arguments[0].Value.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation) ? ZeroBoth : Zero),
                isOpen
                    ? "The whole bias is set: input, cell and output gates open together with the forget gate; set its quarter alone, bias.chunk(4, 0)[1]"
                    : "With a bias of 0 the forget gate keeps half of the memory per step, 8e-31 after 100; set its quarter of one bias to 1, bias_ih.chunk(4, 0)[1]"));
        }
    }

    // Rows of a bias: bias[a..b], narrow, slice, chunk, split.
    private static bool IsPartOfBias(IInvocationOperation call) =>
        (call.TargetMethod.Name is "narrow" or "slice" or "chunk" or "split" or "tensor_split" && call.Instance is { } cut && MentionsBias(cut))
        || (call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal)
            && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } && MentionsBias(indexed));

    private static bool MentionsBias(IOperation value) =>
        value.DescendantsAndSelf().Any(o => o is IPropertyReferenceOperation { Property.Name: "bias_ih" or "bias_hh" } or ILocalReferenceOperation or IParameterReferenceOperation);

    // true: set to something positive; false: to zero; null: another initialiser.
    private static bool? IsOpen(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "zeros_" => false,
        "ones_" => true,
        "constant_" when call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "val")?.Value is { } value => WeightInit.Value(value) switch
        {
            0 => false,
            > 0 => true,
            _ => null,
        },
        _ => null,
    };

    private static bool IsLstmBias(ModuleContext context, IOperation tensor, bool isOpen)
    {
        switch (tensor)
        {
            case IConversionOperation conversion:
                return IsLstmBias(context, conversion.Operand, isOpen);
            case IPropertyReferenceOperation { Property: { Name: "bias_ih" or "bias_hh", ContainingType.Name: "LSTMCell" } bias }:
                return isOpen || bias.Name == "bias_ih"; // the other one may well be zero
            case IInvocationOperation { TargetMethod.Name: "get_parameter", Instance: { } owner, Arguments: [{ Value.ConstantValue.Value: string name }] }:
                return context.Module.Resolve(owner) is { UserType: null, Name: "LSTM" or "LSTMCell" } && name.StartsWith(isOpen ? "bias_" : "bias_ih", StringComparison.Ordinal);
            case ILocalReferenceOperation local:
                return Loop(local, local.Local) is { } loop && IsOverLstm(context, loop.Collection) && IsBiasOnly(tensor);
            case IFieldReferenceOperation { Instance: ILocalReferenceOperation item }: // p.parameter of named_parameters()
                return Loop(item, item.Local) is { } walk && IsOverLstm(context, walk.Collection) && IsBiasOnly(tensor);
            default:
                return false;
        }
    }

    private static IForEachLoopOperation? Loop(IOperation use, ILocalSymbol variable)
    {
        for (var at = use.Parent; at is not null; at = at.Parent)
        {
            if (at is IForEachLoopOperation loop && loop.Locals.Contains(variable, SymbolEqualityComparer.Default))
            {
                return loop;
            }
        }

        return null;
    }

    private static bool IsOverLstm(ModuleContext context, IOperation collection) => collection switch
    {
        IConversionOperation conversion => IsOverLstm(context, conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "named_parameters", Instance: { } owner } => context.Module.Resolve(owner) is { UserType: null, Name: "LSTM" or "LSTMCell" },
        _ => false,
    };

    // if (name.Contains("bias")) ...
    private static bool IsBiasOnly(IOperation use)
    {
        for (var at = use.Parent; at is not null and not IForEachLoopOperation; at = at.Parent)
        {
            if (at is IConditionalOperation branch
                && branch.Condition.DescendantsAndSelf().Any(o => o is ILiteralOperation { ConstantValue.Value: string text } && text.IndexOf("bias", StringComparison.Ordinal) >= 0 && text.IndexOf("_hh", StringComparison.Ordinal) < 0)
                && branch.WhenTrue.Syntax.Span.Contains(use.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }
}
