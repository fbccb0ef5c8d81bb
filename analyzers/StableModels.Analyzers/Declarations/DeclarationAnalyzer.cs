using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Generator.Parsing;

namespace StableModels.Analyzers.Declarations;

/// <summary>SM0xxx: reports what the generator's parser finds wrong with a declaration.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : TorchSharpAnalyzer
{
    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = new[]
    {
        RuleDescriptors.NotPartial,
        RuleDescriptors.PropertyShape,
        RuleDescriptors.UnknownName,
        RuleDescriptors.MalformedSize,
        RuleDescriptors.SizesDoNotMeet,
        RuleDescriptors.NotDivisible,
        RuleDescriptors.BranchChangesWidth,
        RuleDescriptors.TiedShapes,
        RuleDescriptors.UnknownMember,
        RuleDescriptors.MemberType,
        RuleDescriptors.UnboundParameter,
        RuleDescriptors.OutOfRange,
        RuleDescriptors.DuplicateSlot,
        RuleDescriptors.Key,
        RuleDescriptors.UnsupportedType,
        RuleDescriptors.NoMembers,
        RuleDescriptors.StrayAttribute,
        RuleDescriptors.SpreadMembers,
        RuleDescriptors.ForwardSignature,
        RuleDescriptors.Placement,
        RuleDescriptors.StaysWide,
        RuleDescriptors.NoOptimizer,
    }.ToImmutableDictionary(static rule => rule.Id, StringComparer.Ordinal);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. ById.Values.OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known) =>
        context.RegisterSymbolAction(static c => Check(c, (INamedTypeSymbol)c.Symbol), SymbolKind.NamedType);

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (KnownNames.IsDeclared(type))
        {
            CheckDeclaration(context, type);
            return;
        }

        // By way of the class: the property itself counts as generated code, because its other part is.
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            CheckStray(context, property);
        }
    }

    private static void CheckDeclaration(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        var faults = DeclarationParser.Parse(type, context.Compilation, context.CancellationToken).Faults;
        var ofGenerator = faults.Count == 0 ? default : UnreachedParser.Of(type, context.CancellationToken);
        foreach (var fault in faults)
        {
            var place = FaultLocator.Locate(type, fault.Where, context.CancellationToken);
            if (!UnreachedParser.Says(ofGenerator, fault.Id, place))
            {
                context.ReportDiagnostic(Diagnostic.Create(ById[fault.Id], place, [.. fault.Arguments]));
            }
        }

        if (MixedParts.AttributeOf(type) is { } precision)
        {
            CheckPrecision(context, type, precision);
        }
    }

    private static void CheckPrecision(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData precision)
    {
        foreach (var (type, layers) in MixedParts.StayingWide(model, context.Compilation, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                RuleDescriptors.StaysWide,
                FaultLocator.NameOf(precision, context.CancellationToken),
                layers.Select(static layer => layer.Locations[0]),
                string.Join(", ", layers.Select(static layer => layer.Name)),
                type.Name));
        }
    }

    private static void CheckStray(SymbolAnalysisContext context, IPropertySymbol property)
    {
        if (property.PartialDefinitionPart is not null)
        {
            return;
        }

        foreach (var attribute in property.GetAttributes())
        {
            if (KnownNames.Derives(attribute.AttributeClass, KnownNames.Module))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    RuleDescriptors.StrayAttribute,
                    FaultLocator.NameOf(attribute, context.CancellationToken),
                    property.Name,
                    property.ContainingType.Name));
            }
        }
    }
}
