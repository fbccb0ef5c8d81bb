using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Finds what stops the compiler before it comes to the analyzers, so that the generator has to say the rule itself.</summary>
internal static class UnreachedParser
{
    public static UnreachedFault? Of(INamedTypeSymbol type, CancellationToken token) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(static p => ShellParser.IsMissing(p) && KnownNames.IsLayer(p)) && OfClass(type, token) is { } fault ? fault : OfForward(type);

    /// <summary>Of a class that can have no partial properties.</summary>
    private static UnreachedFault? OfClass(INamedTypeSymbol type, CancellationToken token)
    {
        UnreachedFault? fault = null;
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
            {
                return Fault(Rules.UnsupportedType, t, $"{type.Name} cannot be expanded: a file-local class cannot have a part in another file; remove file");
            }

            if (!HierarchyParser.IsPartial(t, token))
            {
                fault = Fault(Rules.NotPartial, t, $"'{t.Name}' must be partial: its other part is generated; write 'partial {HierarchyParser.Keyword(t)} {t.Name}'");
            }
        }

        return fault;
    }

    /// <summary>Of a forward that no base class can have for it to override.</summary>
    private static UnreachedFault? OfForward(INamedTypeSymbol type)
    {
        List<Fault> faults = [];
        _ = ForwardParser.Parse(type, faults);
        return faults.Count > 0 && type.GetMembers("forward").FirstOrDefault(static m => m.IsOverride) is { } forward
            ? Fault(Rules.ForwardSignature, forward, $"The forward of {type.Name} cannot be used: {faults[0].Arguments[1]}")
            : null;
    }

    private static UnreachedFault Fault(string rule, ISymbol symbol, string message)
    {
        var span = symbol.Locations[0].SourceSpan;
        var lines = symbol.Locations[0].GetLineSpan();
        var (from, to) = (lines.StartLinePosition, lines.EndLinePosition);
        return new(rule, message, new FilePlace(lines.Path, span.Start, span.Length, from.Line, from.Character, to.Line, to.Character));
    }
}
