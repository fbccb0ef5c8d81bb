using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator;

/// <summary>
/// A rule of the analyzers that a build does not come to, because a declaration has an error of the compiler's own. The analyzer has the place (an editor runs it all the same), so this one has none: a place
/// would be another one after every edit above it, and the class generated anew.
/// </summary>
internal static class UnreachedRule
{
    public static Diagnostic Diagnostic(ShellError error) => Microsoft.CodeAnalysis.Diagnostic.Create(
        new DiagnosticDescriptor(
            error.Rule,
            "Class cannot be expanded",
            "{0}",
            "StableModels.Declarations",
            DiagnosticSeverity.Error,
            isEnabledByDefault: true),
        Location.None,
        error.Message);
}
