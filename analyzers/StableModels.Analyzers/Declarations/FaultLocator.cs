using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;
using StableModels.Generator.Parsing;

namespace StableModels.Analyzers.Declarations;

/// <summary>Finds the token that a fault is about.</summary>
internal static class FaultLocator
{
    public static Location Locate(INamedTypeSymbol type, FaultTarget where, CancellationToken token)
    {
        ISymbol owner = where.Member is null ? Container(type, where) : type.GetMembers(where.Member).FirstOrDefault() ?? type;
        if (where.Attribute is null)
        {
            return owner.Locations.First();
        }

        var attribute = owner.GetAttributes().FirstOrDefault(a => string.Equals(a.AttributeClass?.Name, where.Attribute, StringComparison.Ordinal));
        return attribute is null ? owner.Locations.First()
            : where.Argument is null ? NameOf(attribute, token)
            : Argument(attribute, where.Argument, token) ?? NameOf(attribute, token);
    }

    /// <summary>The attribute's name without its arguments.</summary>
    public static Location NameOf(AttributeData attribute, CancellationToken token) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(token) is AttributeSyntax syntax ? syntax.Name.GetLocation() : Location.None;

    private static INamedTypeSymbol Container(INamedTypeSymbol type, FaultTarget where)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (string.Equals(t.Name, where.Argument, StringComparison.Ordinal))
            {
                return t;
            }
        }

        return type;
    }

    /// <summary>The value of an argument, given by position, by parameter or by property.</summary>
    private static Location? Argument(AttributeData attribute, string name, CancellationToken token)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(token) is not AttributeSyntax { ArgumentList: { } list })
        {
            return null;
        }

        var position = 0;
        foreach (var argument in list.Arguments)
        {
            var written = argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText
                ?? attribute.AttributeConstructor?.Parameters.ElementAtOrDefault(position++)?.Name;
            if (string.Equals(written, name, StringComparison.Ordinal))
            {
                return argument.Expression.GetLocation();
            }
        }

        return null;
    }
}
