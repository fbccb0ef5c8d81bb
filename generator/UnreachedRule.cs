using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableModels.Generator.Model;

namespace StableModels.Generator;

/// <summary>A rule of the analyzers that a build does not come to, because a declaration has an error of the compiler's own.</summary>
internal static class UnreachedRule
{
    public static Diagnostic Diagnostic(UnreachedFault fault) => Microsoft.CodeAnalysis.Diagnostic.Create(
        new DiagnosticDescriptor(
            fault.Rule,
            "Class cannot be expanded",
            "{0}",
            "StableModels.Declarations",
            DiagnosticSeverity.Error,
            isEnabledByDefault: true),
        LocationOf(fault.Place),
        fault.Message);

    private static Location LocationOf(FilePlace place) => Location.Create(place.Lines.File, new TextSpan(place.Start, place.Length), Span(place.Lines), place.Mapped.File, Span(place.Mapped));

    private static LinePositionSpan Span(LinePlace place) => new(new LinePosition(place.Line, place.Column), new LinePosition(place.EndLine, place.EndColumn));
}
