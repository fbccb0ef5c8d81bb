using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Finds what stops the compiler before it comes to the analyzers, so that the generator has to say the rule itself. The analyzers leave just that to it: where both run, as while one types, each is said once.</summary>
internal static class UnreachedParser
{
    public static EquatableArray<UnreachedFault> Of(INamedTypeSymbol type, CancellationToken token) =>
        (type.GetMembers().OfType<IPropertySymbol>().Any(IsPartialLayer) ? OfClass(type, token) : []).Concat(OfForward(type)).ToEquatableArray();

    /// <summary>Whether the generator says this rule at this place.</summary>
    public static bool Says(EquatableArray<UnreachedFault> faults, string rule, Location place) =>
        faults.Any(fault => string.Equals(fault.Rule, rule, StringComparison.Ordinal) && fault.Place.Start == place.SourceSpan.Start && string.Equals(fault.Place.Lines.File, place.GetLineSpan().Path, StringComparison.Ordinal));

    /// <summary>Whether it is a layer that only the generator implements, if anybody does.</summary>
    private static bool IsPartialLayer(IPropertySymbol property) =>
        property.IsPartialDefinition && (property.PartialImplementationPart is null || KnownNames.IsGenerated(property)) && KnownNames.IsLayer(property);

    /// <summary>Of a class that can have no partial properties.</summary>
    private static IEnumerable<UnreachedFault> OfClass(INamedTypeSymbol type, CancellationToken token)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
            {
                yield return Fault(Rules.UnsupportedType, t, $"{type.Name} cannot be expanded: a file-local class cannot have a part in another file; remove file");
            }

            if (!HierarchyParser.IsPartial(t, token))
            {
                yield return Fault(Rules.NotPartial, t, $"'{t.Name}' must be partial: its other part is generated; write 'partial {HierarchyParser.Keyword(t)} {t.Name}'");
            }
        }
    }

    /// <summary>Of a forward that no base class can have for it to override.</summary>
    private static IEnumerable<UnreachedFault> OfForward(INamedTypeSymbol type)
    {
        List<Fault> faults = [];
        _ = ForwardParser.Parse(type, faults);
        return faults.Count > 0 && type.GetMembers("forward").FirstOrDefault(static m => m.IsOverride) is { } forward
            ? [Fault(Rules.ForwardSignature, forward, $"The forward of {type.Name} cannot be used: {faults[0].Arguments[1]}")]
            : [];
    }

    private static UnreachedFault Fault(string rule, ISymbol symbol, string message) => new(
        rule,
        message,
        new FilePlace(symbol.Locations[0].SourceSpan.Start, symbol.Locations[0].SourceSpan.Length, Lines(symbol.Locations[0].GetLineSpan()), Lines(symbol.Locations[0].GetMappedLineSpan())));

    private static LinePlace Lines(FileLinePositionSpan span) => new(span.Path, span.StartLinePosition.Line, span.StartLinePosition.Character, span.EndLinePosition.Line, span.EndLinePosition.Character);
}
