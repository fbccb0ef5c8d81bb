namespace StableModels.Generator.Model;

/// <summary>The ids of the declaration rules, by what they say.</summary>
internal static class Rules
{
    public const string NotPartial = "SM0001";
    public const string PropertyShape = "SM0002";
    public const string UnknownName = "SM0003";
    public const string MalformedSize = "SM0004";
    public const string SizesDoNotMeet = "SM0005";
    public const string NotDivisible = "SM0006";
    public const string BranchChangesWidth = "SM0007";
    public const string TiedShapes = "SM0008";
    public const string UnknownMember = "SM0009";
    public const string MemberType = "SM0010";
    public const string UnboundParameter = "SM0011";
    public const string OutOfRange = "SM0012";
    public const string DuplicateSlot = "SM0013";
    public const string Key = "SM0014";
    public const string UnsupportedType = "SM0015";
    public const string NoMembers = "SM0016";
    public const string StrayAttribute = "SM0017";
    public const string SpreadMembers = "SM0018";
    public const string ForwardSignature = "SM0019";
    public const string Placement = "SM0020";
    public const string StaysWide = "SM0021";
    public const string NoOptimizer = "SM0022";
}
