using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>
/// SM1001: a deep stack of layers that normalise after the residual addition: declared ones, TorchSharp's own transformer layers,
/// or <c>norm(x + f(x))</c> written by hand.
/// </summary>
internal sealed class PostNorm : ModuleRule
{
    /// <summary>The property with how many places read the shortcut, for each norm of the method in the order of the additional locations.</summary>
    public const string Reads = "reads";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.PostNorm];

    // A transformer's layer has two: after the attention and after the feed-forward part.
    private const int SumsPerLayer = 2;

    public override void Examine(ModuleContext context)
    {
        CheckDeclaration(context);
        CheckFactories(context);
        foreach (var graph in context.Graphs)
        {
            Report(context, [.. graph.Values.Select(value => Of(context, value)).OfType<Sum>()]);
        }
    }

    private static StackDepth DepthIn(ModuleContext context) => new(context.Known, context.Compilation, context.Cancellation);

    private static bool MayTrain(ModuleContext context) => !LoadedWeights.AreAllThatRuns(context.Compilation, context.Cancellation);

    private static void CheckDeclaration(ModuleContext context)
    {
        foreach (var attribute in context.Module.Type.GetAttributes())
        {
            if (KnownSymbols.Is(attribute.AttributeClass, context.Known.ResidualBlockAttribute)
                && Named(attribute, "Norm") == "Post"
                && Named(attribute, "Scale") != "DeepNorm" // Post-LN that scales the shortcut: the stable one
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is AttributeSyntax { ArgumentList: { } arguments }
                && arguments.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Norm") is { } argument
                && Branches(context.Module.Type) is > 0 and var branches
                && MayTrain(context))
            {
                // A declaration says what is meant, so it is told why not to in any case; what is certain of a shallow stack is no warning.
                var severity = IsDeep(context, argument, branches * DepthIn(context).Of(context.Module.Type), out var layers) ? RuleDescriptors.PostNorm.DefaultSeverity : DiagnosticSeverity.Info;
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    argument.Expression.GetLocation(),
                    severity,
                    additionalLocations: null,
                    properties: null,
                    "The block is declared Post-LN" + Stacked(layers) + "; NormPlacement.Pre is the default, and Scale = ResidualScale.DeepNorm makes Post stable"));
            }
        }
    }

    private static int Branches(INamedTypeSymbol block) =>
        block.GetMembers().OfType<IPropertySymbol>().Count(p => p.GetAttributes().Any(a => a.AttributeClass is { ContainingNamespace.Name: "StableModels" }));

    // Half a layer more or less does not matter; whoever sets 0 wants to see every one.
    private static bool IsDeep(ModuleContext context, SyntaxNode where, int sums, out int layers)
    {
        layers = (sums + 1) / SumsPerLayer;
        return sums >= SumsPerLayer * context.Option(RuleOptions.PostNormDepth, where);
    }

    // What is deep does not change with the option.
    private static string Stacked(int layers) =>
        layers < 2
            ? ": a deep stack of it trains unreliably, and not without a long warm-up"
            : " in a stack of " + layers.ToString(CultureInfo.InvariantCulture) + " layers: " + (layers < RuleOptions.PostNormDepth.Default ? "a deeper one" : "so deep it")
                + " trains unreliably, and not without a long warm-up";

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
            if (context.Known.IsFactory(call.TargetMethod)
                && LayersOf(context, call) is { } made
                && IsDeep(context, call.Syntax, SumsPerLayer * made, out var layers)
                && MayTrain(context))
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    Locations.NameOf(call),
                    "TorchSharp's " + call.TargetMethod.Name + " is always Post-LN (it has no norm_first)" + Stacked(layers) + "; declare a [ResidualBlock] or write a Pre-LN block"));
            }
        }
    }

    // An encoder's layer is counted with the encoder; those made one by one stand in a loop, or in a block that is stacked.
    private static int? LayersOf(ModuleContext context, IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("Transformer", StringComparison.Ordinal))
        {
            return null;
        }

        var depth = DepthIn(context);
        return call.TargetMethod.Name switch
        {
            "TransformerEncoder" or "TransformerDecoder" => depth.CountOf(Argument(call, "num_layers")),
            "Transformer" => Larger(depth.CountOf(Argument(call, "num_encoder_layers")), depth.CountOf(Argument(call, "num_decoder_layers"))),
            "TransformerEncoderLayer" or "TransformerDecoderLayer" => context.Module.IsModule ? (depth.IsChain(context.Module.Type) ? depth.RoundsAround(call) : 1) * depth.Of(context.Module.Type) : 1,
            _ => null,
        };
    }

    private static IOperation? Argument(IInvocationOperation call, string parameter) => call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value;

    private static int? Larger(int? one, int? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;

    private static Sum? Of(ModuleContext context, Value norm) =>
        Layers.IsLayerNorm(norm)
        && norm is { Origin: IInvocationOperation call, Inputs: [{ Origin: not null } sum, ..] }
        && sum.IsOperator("add") && sum.Inputs.Count == 2
        && !sum.Escapes && sum.Users.Count == 1
        && !ChoosesItsPlace(context, call)
        && (Branch(sum, 0, context.Compilation) ?? Branch(sum, 1, context.Compilation)) is { } reads
            ? new Sum(call, sum.Origin, [.. reads.Select(read => read.Syntax).Distinct()], sum.Inputs.Any(input => input is { Kind: ValueKind.Merge, Name: "loop" }))
            : null;

    // Every finding carries all norms of its method: one press repairs the block.
    private static void Report(ModuleContext context, ImmutableArray<Sum> sums)
    {
        if (sums.IsEmpty)
        {
            return;
        }

        // A sum in a helper method is met once for each of its calls. A loop that does not hand the stream on is one of another kind: over epochs, say.
        var depth = DepthIn(context);
        var isCarried = sums.Any(sum => sum.IsCarried);
        var all = sums.Sum(sum => isCarried ? depth.RoundsAround(sum.Norm) : 1) * (context.Module.IsModule ? depth.Of(context.Module.Type) : 1);
        if (!IsDeep(context, sums[0].Norm.Syntax, all, out var layers) || !MayTrain(context))
        {
            return;
        }

        foreach (var method in sums.GroupBy(sum => sum.Norm.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()))
        {
            var each = method.GroupBy(sum => sum.Norm.Syntax).Select(same => same.First()).OrderBy(sum => sum.Norm.Syntax.SpanStart).ToArray();
            var reads = string.Join(",", each.Select(sum => sum.Reads.Length));
            foreach (var sum in each)
            {
                var call = sum.Norm;
                context.Report(Diagnostic.Create(
                    RuleDescriptors.PostNorm,
                    call.Instance is null || context.Known.IsTensor(call.Instance.Type) ? Locations.NameOf(call) : call.Instance.Syntax.GetLocation(),
                    [sum.Origin.Syntax.GetLocation(), .. each.SelectMany(one => one.Reads.Prepend(one.Norm.Syntax)).Select(place => place.GetLocation())],
                    ImmutableDictionary<string, string?>.Empty.Add(Reads, reads),
                    "The sum of the shortcut and its branch is normalised (Post-LN)" + Stacked(layers) + "; normalise the branch's input instead, x + f(norm(x))"));
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

    /// <summary>A normalised sum: the norm's call, the sum, where its branch reads the shortcut, and whether a loop hands it the stream.</summary>
    private sealed record Sum(IInvocationOperation Norm, IOperation Origin, ImmutableArray<SyntaxNode> Reads, bool IsCarried);
}
