using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.CodeFixes.Architecture;

/// <summary>The softmax or sigmoid calls that a module's own forward ends in on every path: those that go for it to return logits.</summary>
internal sealed class ModuleEndEdit
{
    private ModuleEndEdit(ModuleEnd end, object? dimension, IReadOnlyDictionary<InvocationExpressionSyntax, ExpressionSyntax> logits)
    {
        End = end;
        Dimension = dimension;
        Logits = logits;
    }

    public ModuleEnd End { get; }

    /// <summary>The dimension that a softmax runs over; null where it is not one constant.</summary>
    public object? Dimension { get; }

    /// <summary>Each call with what it is given.</summary>
    public IReadOnlyDictionary<InvocationExpressionSyntax, ExpressionSyntax> Logits { get; }

    /// <summary>Null where a result is not such a call, the call stands elsewhere or its result is used for more.</summary>
    public static ModuleEndEdit? Of(INamedTypeSymbol type, KnownSymbols known, Compilation compilation, CancellationToken cancellation)
    {
        var module = ModuleSource.Read(type, known, compilation, cancellation);
        var forwards = module.Bodies.Where(body => body.Key is { Name: "forward", IsOverride: true }).ToArray();
        if (forwards is not [var forward])
        {
            return null;
        }

        var logits = new Dictionary<InvocationExpressionSyntax, ExpressionSyntax>();
        var ends = new HashSet<(ModuleEnd End, object? Dimension)>();
        foreach (var result in FlowGraph.Of(module, forward.Key, forward.Value, cancellation).Results.SelectMany(Alternatives))
        {
            if (Last(result) is not { Origin: IInvocationOperation { Syntax: InvocationExpressionSyntax call } applied } last
                || !forward.Value.Syntax.Span.Contains(call.Span)
                || Given(last, applied) is not { Syntax: ExpressionSyntax given }
                || Comments.In(call) - Comments.Around(call) != Comments.In(given.WithoutTrivia()))
            {
                return null;
            }

            logits[call] = given;
            ends.Add((Layers.IsSoftmax(last) ? ModuleEnd.Softmax : ModuleEnd.Sigmoid, DimensionOf(last)));
        }

        return ends.Select(e => e.End).Distinct().ToArray() is [var end] ? new ModuleEndEdit(end, ends.Count == 1 ? ends.First().Dimension : null, logits) : null;
    }

    private static IEnumerable<Value> Alternatives(Value value) =>
        value is { Kind: ValueKind.Merge, Name: "branch", Users.Count: 0 } ? value.Inputs.SelectMany(Alternatives) : [value];

    // The call behind reshapes, each of which is what alone uses the one before.
    private static Value? Last(Value value)
    {
        var at = value;
        while (Layers.IsReshaping(at) && at.Inputs.Count > 0)
        {
            at = at.Inputs[0];
            if (at.Users.Count != 1)
            {
                return null;
            }
        }

        return (ReferenceEquals(at, value) && at.Users.Any(user => user is not { Kind: ValueKind.Merge })) || !(at.IsOperator("softmax") || at.IsOperator("sigmoid") || IsLayer(at)) ? null : at;
    }

    private static bool IsLayer(Value value) => value is { Kind: ValueKind.Module, Module: { UserType: null, Name: "Softmax" or "Sigmoid" } };

    // Without a dtype, which would be lost.
    private static IOperation? Given(Value end, IInvocationOperation call)
    {
        var written = call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).ToArray();
        return written.Any(argument => argument.Parameter?.Name is not ("input" or "dim" or "x")) && !IsLayer(end) ? null
            : IsLayer(end) ? written is [{ Value: var input }] ? Unconverted(input) : null
            : Unconverted(call.Instance ?? written.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value);
    }

    private static IOperation? Unconverted(IOperation? value) => value is IConversionOperation { IsImplicit: true, Operand: var inner } ? Unconverted(inner) : value;

    private static object? DimensionOf(Value end) => IsLayer(end) ? Number(end.Module!.Constant("dim")) : Number(end.Inputs.Skip(1).FirstOrDefault()?.Constant);

    public static object? Number(object? constant) => constant is int number ? (long)number : constant;
}
