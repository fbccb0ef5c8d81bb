using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// How many modules of a class stand one behind the other in the deepest stack that the compilation builds, at least: a loop
/// whose rounds are not known counts as one.
/// </summary>
internal sealed class StackDepth(KnownSymbols known, Compilation compilation, CancellationToken cancellation)
{
    private const int DeepestNesting = 3;
    private const int Most = 10_000;

    private readonly KnownCount _counts = new(known, compilation, cancellation);

    /// <summary>What a number is known to be.</summary>
    public int? CountOf(IOperation? value) => _counts.Of(value);

    /// <summary>The modules of a class in the deepest stack; 1 where the compilation makes none.</summary>
    public int Of(INamedTypeSymbol block) => Math.Max(1, Math.Max(OfDeclared(block), OfCreated(block, 0)));

    /// <summary>How often the loops and queries around an operation run.</summary>
    public int RoundsAround(IOperation operation) => Around(operation).Rounds;

    /// <summary>Does a model hand what one part gives to the next, <c>x = block.call(x)</c>? The members of an ensemble stand side by side.</summary>
    public bool IsChain(INamedTypeSymbol model) =>
        model.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(cancellation).DescendantNodes()).Any(node => node switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText is "Sequential" or "Aggregate",
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax stream, Right: var next } => next.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
                .Any(call => call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax given && given.Identifier.ValueText == stream.Identifier.ValueText)),
            _ => false,
        });

    private int OfCreated(INamedTypeSymbol block, int nesting)
    {
        var deepest = 0;
        foreach (var place in ModuleCreations.Of(known, compilation).Of(block, cancellation).GroupBy(ModelAround, SymbolEqualityComparer.Default))
        {
            // What other code makes in a loop are trials, folds or the members of an ensemble.
            if (place.Key is not INamedTypeSymbol model)
            {
                deepest = Math.Max(deepest, place.Where(IsInSequential).GroupBy(creation => creation.Syntax.FirstAncestorOrSelf<StatementSyntax>()).Select(list => Longest([.. list.Select(Around)])).DefaultIfEmpty(1).Max());
            }
            else if (!SymbolEqualityComparer.Default.Equals(model, block))
            {
                var here = IsChain(model) ? Longest([.. place.Select(Around)]) : 1;
                deepest = Math.Max(deepest, Math.Min(Most, here * (nesting < DeepestNesting ? Math.Max(1, OfCreated(model, nesting + 1)) : 1)));
            }
        }

        return deepest;
    }

    // Two loops of one class may be two towers, and two arms of a condition are never taken both.
    private static int Longest((IOperation? Outermost, int Rounds, bool IsConditional)[] creations) =>
        creations.GroupBy(creation => creation.Outermost?.Syntax)
            .Max(group => Math.Max(
                group.Where(creation => !creation.IsConditional).Sum(creation => creation.Rounds),
                group.Where(creation => creation.IsConditional).Select(creation => creation.Rounds).DefaultIfEmpty().Max()));

    private INamedTypeSymbol? ModelAround(IOperation creation) =>
        creation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } around
        && compilation.GetSemanticModel(around.SyntaxTree).GetDeclaredSymbol(around, cancellation) is INamedTypeSymbol type && known.IsModule(type)
            ? type
            : null;

    private bool IsInSequential(IOperation creation)
    {
        for (var at = creation.Parent; at is not null; at = at.Parent)
        {
            if (at is IInvocationOperation call && known.IsFactory(call.TargetMethod, "Sequential"))
            {
                return true;
            }
        }

        return false;
    }

    private (IOperation? Outermost, int Rounds, bool IsConditional) Around(IOperation operation)
    {
        IOperation? outermost = null;
        var rounds = 1;
        var isConditional = false;
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case ILoopOperation loop:
                    outermost = at;
                    rounds = Math.Min(Most, rounds * Math.Max(1, Rounds.Of(loop, _counts.Of) ?? 1));
                    break;
                case IInvocationOperation { TargetMethod: { Name: "Select" } select, Arguments: [{ Value: var query }, ..] } when Rounds.IsQuery(select):
                    outermost = at;
                    rounds = Math.Min(Most, rounds * Math.Max(1, Rounds.OfQuery(query, _counts.Of) ?? 1));
                    break;
                case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICoalesceOperation:
                    isConditional = true;
                    break;
            }
        }

        return (outermost, rounds, isConditional);
    }

    // [Stack(12)] public partial ModuleList<Block> Blocks { get; }, by its name first: most properties are not looked up.
    private int OfDeclared(INamedTypeSymbol block) =>
        known.ResidualBlockAttribute is null || !block.GetAttributes().Any(attribute => KnownSymbols.Is(attribute.AttributeClass, known.ResidualBlockAttribute))
            ? 0
            : compilation.SyntaxTrees
                .SelectMany(tree => tree.GetRoot(cancellation).DescendantNodes().OfType<PropertyDeclarationSyntax>())
                .Where(property => property.AttributeLists.Count > 0
                    && property.Type.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == block.Name))
                .Select(property => compilation.GetSemanticModel(property.SyntaxTree).GetDeclaredSymbol(property, cancellation))
                .OfType<IPropertySymbol>()
                .Where(property => property.Type is INamedTypeSymbol { TypeArguments: [var element] } && SymbolEqualityComparer.Default.Equals(element.OriginalDefinition, block.OriginalDefinition))
                .Select(Declared)
                .DefaultIfEmpty()
                .Max();

    private int Declared(IPropertySymbol stack)
    {
        foreach (var attribute in stack.GetAttributes())
        {
            if (attribute is { AttributeClass: { Name: "StackAttribute", ContainingNamespace.Name: "StableModels" }, ConstructorArguments: [{ Value: var depth }] })
            {
                return depth switch
                {
                    long constant => (int)Math.Min(Most, constant),
                    string text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var constant) => constant,
                    string name => stack.ContainingType.InstanceConstructors.SelectMany(c => c.Parameters).FirstOrDefault(p => p.Name == name) is { } parameter ? _counts.Of(parameter) ?? 0 : 0,
                    _ => 0,
                };
            }
        }

        return 0;
    }
}
