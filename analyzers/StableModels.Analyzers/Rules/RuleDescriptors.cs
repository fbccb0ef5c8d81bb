using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace StableModels.Analyzers;

/// <summary>
/// The table of rules: id, title, message, category, severity, page. One line per rule; docs/rules has one page for each
/// of them and a test holds both together.
/// </summary>
internal static class RuleDescriptors
{
    /// <summary>Where the pages of the rules are read; the file name is the id.</summary>
    public const string Pages = "https://github.com/stablemodels/stablemodels/blob/main/docs/rules/";

    // SM1xxx: architecture
    public static readonly DiagnosticDescriptor PostNorm = new(RuleIds.PostNorm, "Normalisation after the residual addition (Post-LN)", "{0}", RuleCategories.Architecture, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.PostNorm + ".md");
}
