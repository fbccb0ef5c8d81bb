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
    public static readonly DiagnosticDescriptor ClipThreshold = new(RuleIds.ClipThreshold, "Clip threshold that cannot work", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.ClipThreshold + ".md");
    public static readonly DiagnosticDescriptor MisplacedClipping = new(RuleIds.MisplacedClipping, "Clipping in the wrong place", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MisplacedClipping + ".md");
    public static readonly DiagnosticDescriptor GradientClearing = new(RuleIds.GradientClearing, "Gradients never cleared, or cleared before the step", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.GradientClearing + ".md");
    public static readonly DiagnosticDescriptor DecayThroughAdam = new(RuleIds.DecayThroughAdam, "Weight decay through Adam", "{0}", RuleCategories.Optimization, Info, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.DecayThroughAdam + ".md");
    public static readonly DiagnosticDescriptor WastedStep = new(RuleIds.WastedStep, "Step without fresh gradients", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.WastedStep + ".md");

    // SM4xxx: precision
    public static readonly DiagnosticDescriptor UnscaledHalf = new(RuleIds.UnscaledHalf, "FP16 without loss scaling", "{0}", RuleCategories.Precision, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnscaledHalf + ".md");
}
