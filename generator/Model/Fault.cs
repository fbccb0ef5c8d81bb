namespace StableModels.Generator.Model;

/// <summary>What is wrong with a declaration, as data: the analyzer that shares this parser turns it into a diagnostic.</summary>
/// <param name="Id">The rule, <c>SM0xxx</c>.</param>
/// <param name="Where">The token to report.</param>
/// <param name="Arguments">The message's arguments.</param>
internal sealed record Fault(string Id, FaultTarget Where, EquatableArray<string> Arguments)
{
    public Fault(string id, FaultTarget where, params string[] arguments)
        : this(id, where, new EquatableArray<string>(arguments))
    {
    }
}

/// <summary>Names a token of a declaration without holding syntax.</summary>
/// <param name="Member">The property, or null for the class.</param>
/// <param name="Attribute">The attribute class's name, or null for the identifier of the member or class.</param>
/// <param name="Argument">The argument by parameter or property name, or null for the attribute's name. Without an attribute: a containing type.</param>
internal sealed record FaultTarget(string? Member, string? Attribute = null, string? Argument = null);
