using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace StableModels.Analyzers;

/// <summary>SM0xxx: declarations that cannot be expanded, found by the parser that the generator uses.</summary>
internal static partial class RuleDescriptors
{
    public static readonly DiagnosticDescriptor NotPartial = new(Rules.NotPartial, "Declared class is not partial", "'{0}' must be partial: its other part is generated", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.NotPartial + ".md");
    public static readonly DiagnosticDescriptor PropertyShape = new(Rules.PropertyShape, "Layer property cannot be implemented", "The layer {0} cannot be generated: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.PropertyShape + ".md");
    public static readonly DiagnosticDescriptor UnknownName = new(Rules.UnknownName, "Unknown name in a size", "'{0}' is neither a constructor parameter nor a constant of the class; known are: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.UnknownName + ".md");
    public static readonly DiagnosticDescriptor MalformedSize = new(Rules.MalformedSize, "Malformed size", "'{0}' is not a size: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.MalformedSize + ".md");
    public static readonly DiagnosticDescriptor SizesDoNotMeet = new(Rules.SizesDoNotMeet, "Sizes do not meet", "{0} takes {1}, but {2} gives {3}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.SizesDoNotMeet + ".md");
    public static readonly DiagnosticDescriptor NotDivisible = new(Rules.NotDivisible, "Size is not divisible", "{0} = {1} is not divisible by {2} = {3}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.NotDivisible + ".md");
    public static readonly DiagnosticDescriptor BranchChangesWidth = new(Rules.BranchChangesWidth, "Residual branch changes the width", "The residual branch {0} takes {1} and gives {2}, so it cannot be added to its input", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.BranchChangesWidth + ".md");
    public static readonly DiagnosticDescriptor TiedShapes = new(Rules.TiedShapes, "Tied weights differ in shape", "This layer's weight is {0}, that of {1} is {2}: they cannot be one", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.TiedShapes + ".md");
    public static readonly DiagnosticDescriptor UnknownMember = new(Rules.UnknownMember, "Unknown member", "'{0}' is not {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.UnknownMember + ".md");
    public static readonly DiagnosticDescriptor MemberType = new(Rules.MemberType, "Property type does not fit the attribute", "{0} is of type {1}, but the attribute makes a {2}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.MemberType + ".md");
    public static readonly DiagnosticDescriptor UnboundParameter = new(Rules.UnboundParameter, "Block cannot be constructed", "{0} cannot be constructed: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.UnboundParameter + ".md");
    public static readonly DiagnosticDescriptor OutOfRange = new(Rules.OutOfRange, "Argument out of range", "{0} is {1}; it must be {2}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.OutOfRange + ".md");
    public static readonly DiagnosticDescriptor DuplicateSlot = new(Rules.DuplicateSlot, "Training declared twice", "{0} and {1} are both the {2} of this model: keep one", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.DuplicateSlot + ".md");
    public static readonly DiagnosticDescriptor Key = new(Rules.Key, "Key cannot be used", "The key '{0}' cannot be used: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.Key + ".md");
    public static readonly DiagnosticDescriptor UnsupportedType = new(Rules.UnsupportedType, "Class cannot be expanded", "{0} cannot be expanded: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.UnsupportedType + ".md");
    public static readonly DiagnosticDescriptor NoMembers = new(Rules.NoMembers, "Declared class has no layers", "{0} declares no layers: add partial properties with layer attributes", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.NoMembers + ".md");
    public static readonly DiagnosticDescriptor StrayAttribute = new(Rules.StrayAttribute, "Layer outside a declared class", "Nothing is generated for {0}: {1} has none of [StableModel], [ResidualBlock] and [Sequence]", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.StrayAttribute + ".md");
    public static readonly DiagnosticDescriptor SpreadMembers = new(Rules.SpreadMembers, "Layers in several parts of a class", "{0} stands in another part of {1} than the first layer: the order in which they run would depend on the order of files; keep all layers in one part", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.SpreadMembers + ".md");
    public static readonly DiagnosticDescriptor ForwardSignature = new(Rules.ForwardSignature, "forward cannot be used", "The forward of {0} cannot be used: {1}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.ForwardSignature + ".md");
    public static readonly DiagnosticDescriptor Placement = new(Rules.Placement, "Declaration contradicts itself", "{0}", RuleCategories.Declarations, Error, isEnabledByDefault: true, helpLinkUri: Pages + Rules.Placement + ".md");
}
