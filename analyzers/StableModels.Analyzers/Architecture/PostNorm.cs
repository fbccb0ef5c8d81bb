using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>
/// SM1001: normalisation after the residual addition, declared, in TorchSharp's own transformer layers, or written by hand as
/// <c>norm(x + f(x))</c>.
/// </summary>
internal sealed class PostNorm : ModuleRule
{
    /// <summary>The property with how many places read the shortcut, for each norm of the method in the order of the additional locations.</summary>
    public const string Reads = "reads";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.PostNorm];

    public override void Examine(ModuleContext context)
    {
        CheckDeclaration(context);
        CheckFactories(context);
        foreach (var graph in context.Graphs)
        {
            Report(context, [.. graph.Values.Select(value => Of(context, value)).OfType<Sum>()]);
        }
    }

    private static void CheckDeclaration(ModuleContext context)
    {
        foreach (var attribute in context.Module.Type.GetAttributes())
        {
            if (KnownSymbols.Is(attribute.AttributeClass, context.Known.ResidualBlockAttribute)
                && Named(attribute, "Norm") == "Post"
                && Named(attribute, "Scale") != "DeepNorm" // Post-LN that scales the shortcut: the stable one
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is AttributeSyntax { ArgumentList: { } arguments }
                && arguments.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Norm") is { } argument)
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    argument.Expression.GetLocation(),
                    "The block is declared Post-LN: a deep stack of it does not train without a long warm-up; NormPlacement.Pre is the default, and Scale = ResidualScale.DeepNorm makes Post stable"));
            }
        }
    }

    private static string? Named(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol type, Value: { } value })
            {
                return type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => Equals(f.ConstantValue, value))?.Name;
            }
        }

        return null;
    }

    // TorchSharp's transformer layers have no norm_first, as libtorch's options have none: they are always Post-LN.
    private static void CheckFactories(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            if (call.TargetMethod is { Name: "TransformerEncoderLayer" or "TransformerDecoderLayer" or "Transformer" } method
                && context.Known.IsFactory(method))
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    Locations.NameOf(call),
                    "TorchSharp's " + method.Name + " is always Post-LN (it has no norm_first): a deep stack of it does not train without a long warm-up; declare a [ResidualBlock] or write a Pre-LN block"));
            }
        }
    }

    private static Sum? Of(ModuleContext context, Value norm) =>
        Layers.IsLayerNorm(norm)
        && norm is { Origin: IInvocationOperation call, Inputs: [{ Origin: not null } sum, ..] }
        && sum.IsOperator("add") && sum.Inputs.Count == 2
        && !sum.Escapes && sum.Users.Count == 1
        && !ChoosesItsPlace(context, call)
        && (Branch(sum, 0, context.Compilation) ?? Branch(sum, 1, context.Compilation)) is { } reads
            ? new Sum(call, sum.Origin, [.. reads.Select(read => read.Syntax).Distinct()])
            : null;

    // Every finding carries all norms of its method: one press repairs the block.
    private static void Report(ModuleContext context, ImmutableArray<Sum> sums)
    {
        foreach (var method in sums.GroupBy(sum => sum.Norm.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()))
        {
            var all = method.GroupBy(sum => sum.Norm.Syntax).Select(same => same.First()).OrderBy(sum => sum.Norm.Syntax.SpanStart).ToArray();
            var reads = string.Join(",", all.Select(sum => sum.Reads.Length));
            foreach (var sum in all)
            {
                var call = sum.Norm;
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    call.Instance is null || context.Known.IsTensor(call.Instance.Type) ? Locations.NameOf(call) : call.Instance.Syntax.GetLocation(),
                    [sum.Origin.Syntax.GetLocation(), .. all.SelectMany(each => each.Reads.Prepend(each.Norm.Syntax)).Select(place => place.GetLocation())],
                    ImmutableDictionary<string, string?>.Empty.Add(Reads, reads),
                    "The sum of the shortcut and its branch is normalised (Post-LN): a deep stack of it does not train without a long warm-up; normalise the branch's input instead, x + f(norm(x))"));
            }
        }
    }

    // A block that norms first or last, as a flag says: this norm stands under a condition and is called in another place too.
    private static bool ChoosesItsPlace(ModuleContext context, IInvocationOperation norm)
    {
        if (norm.Instance is null || Registration.Member(norm.Instance) is not { } layer)
        {
            return false;
        }

        for (var at = norm.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalOperation)
            {
                return context.Calls.Any(other =>
                    !ReferenceEquals(other.Syntax, norm.Syntax)
                    && other.Instance is not null
                    && SymbolEqualityComparer.Default.Equals(Registration.Member(other.Instance), layer)
                    && other.TargetMethod.Name is "call" or "forward");
            }
        }

        return false;
    }

    /// <summary>The places where the branch reads the shortcut, when input <paramref name="shortcut"/> of the sum is one.</summary>
    private static List<IOperation>? Branch(Value sum, int shortcut, Compilation compilation)
    {
        var stream = sum.Inputs[shortcut];
        var branch = sum.Inputs[1 - shortcut];
        if (stream.Kind == ValueKind.Constant || ReferenceEquals(stream, branch))
        {
            return null;
        }

        var path = Paths.Between(stream, branch);
        if (!path.Any(Layers.IsSublayer) || path.Any(v => Layers.MayNormalize(v, compilation)))
        {
            return null;
        }

        var reads = new List<IOperation>();
        foreach (var value in path)
        {
            for (var i = 0; i < value.Inputs.Count; i++)
            {
                if (ReferenceEquals(value.Inputs[i], stream) && value.InputOrigins[i] is { } where)
                {
                    reads.Add(where);
                }
            }
        }

        return reads;
    }

    /// <summary>A normalised sum: the norm's call, the sum, and where its branch reads the shortcut.</summary>
    private sealed record Sum(IInvocationOperation Norm, IOperation Origin, ImmutableArray<SyntaxNode> Reads);
}
