using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace StableModels.Analyzers;

/// <summary>
/// The table of rules: id, title, message, category, severity, page. One line per rule; docs/rules has one page for each
/// of them and a test holds both together.
/// </summary>
internal static partial class RuleDescriptors
{
    /// <summary>Where the pages of the rules are read; the file name is the id.</summary>
    public const string Pages = "https://github.com/stablemodels/stablemodels/blob/main/docs/rules/";

    // SM1xxx: architecture
    public static readonly DiagnosticDescriptor PostNorm = new(RuleIds.PostNorm, "Normalisation after the residual addition (Post-LN)", "{0}", RuleCategories.Architecture, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.PostNorm + ".md");

    // SM3xxx: optimisation
    public static readonly DiagnosticDescriptor MissingWarmup = new(RuleIds.MissingWarmup, "Adam trains attention without warm-up", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MissingWarmup + ".md");
    public static readonly DiagnosticDescriptor MissingClipping = new(RuleIds.MissingClipping, "No gradient clipping between backward and step", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MissingClipping + ".md");

    // SM4xxx: precision
    public static readonly DiagnosticDescriptor UnscaledHalf = new(RuleIds.UnscaledHalf, "FP16 without loss scaling", "{0}", RuleCategories.Precision, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnscaledHalf + ".md");
}
