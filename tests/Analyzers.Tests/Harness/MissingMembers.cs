using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>
/// The list holds public members alone; what a type implements explicitly or internally is added here, so that its
/// interfaces and abstract bases are complete.
/// </summary>
internal static class MissingMembers
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Write(CSharpCompilation compilation)
    {
        var text = new StringBuilder("#nullable enable\n");
        Visit(compilation.Assembly.GlobalNamespace, text);
        return text.ToString();
    }

    private static void Visit(INamespaceOrTypeSymbol container, StringBuilder text)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol space)
            {
                Visit(space, text);
            }
            else if (member is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsStatic: false } type)
            {
                Complete(type, text);
                Visit(type, text);
            }
            else if (member is INamedTypeSymbol { IsStatic: true } holder)
            {
                Visit(holder, text);
            }
        }
    }

    private static void Complete(INamedTypeSymbol type, StringBuilder text)
    {
        var members = new StringBuilder();
        foreach (var contract in type.AllInterfaces.Where(i => type.BaseType?.AllInterfaces.Contains(i, SymbolEqualityComparer.Default) != true))
        {
            foreach (var member in contract.GetMembers().Where(m => m.IsAbstract && type.FindImplementationForInterfaceMember(m) is null))
            {
                Explicit(member, contract.ToDisplayString(Full), members);
            }
        }

        var isAbstract = !type.IsAbstract && type.TypeKind == TypeKind.Class && LacksImplementation(type);
        if (members.Length > 0 || isAbstract)
        {
            Open(type, isAbstract ? "abstract " : "", members.ToString(), text);
        }
    }

    // The list does not say "abstract" of a type: one that leaves an inherited abstract member open must be.
    private static bool LacksImplementation(INamedTypeSymbol type)
    {
        var overridden = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var member in at.GetMembers())
            {
                if (member is (IMethodSymbol or IPropertySymbol) and { IsAbstract: true } && !overridden.Contains(member.OriginalDefinition))
                {
                    return true;
                }

                if (member.IsOverride)
                {
                    overridden.Add(Overridden(member).OriginalDefinition);
                }
            }
        }

        return false;
    }

    private static ISymbol Overridden(ISymbol member)
    {
        while (true)
        {
            ISymbol? next = member switch
            {
                IMethodSymbol method => method.OverriddenMethod,
                IPropertySymbol property => property.OverriddenProperty,
                _ => null,
            };
            if (next is null)
            {
                return member;
            }

            member = next;
        }
    }

    private static void Explicit(ISymbol member, string contract, StringBuilder text)
    {
        switch (member)
        {
            case IMethodSymbol { MethodKind: MethodKind.Ordinary } method:
                text.Append(method.ReturnType.ToDisplayString(Full)).Append(' ').Append(contract).Append('.').Append(method.Name).Append('(')
                    .AppendJoin(", ", method.Parameters.Select(Parameter)).Append(") => throw null!;\n");
                break;
            case IPropertySymbol property:
                text.Append(property.Type.ToDisplayString(Full)).Append(' ').Append(contract).Append('.')
                    .Append(property.IsIndexer ? "this[" + string.Join(", ", property.Parameters.Select(Parameter)) + "]" : property.Name)
                    .Append(" { ").Append(property.GetMethod is null ? "" : "get => throw null!; ").Append(property.SetMethod is null ? "" : "set => throw null!; ").Append("}\n");
                break;
        }
    }

    private static string Parameter(IParameterSymbol parameter) =>
        (parameter.RefKind == RefKind.Out ? "out " : "") + parameter.Type.ToDisplayString(Full) + " @" + parameter.Name;

    private static void Open(INamedTypeSymbol type, string modifier, string members, StringBuilder text)
    {
        var containers = new Stack<INamedTypeSymbol>();
        for (var at = type; at is not null; at = at.ContainingType)
        {
            containers.Push(at);
        }

        text.Append("namespace ").Append(type.ContainingNamespace.ToDisplayString()).Append("\n{\n");
        foreach (var container in containers)
        {
            text.Append(SymbolEqualityComparer.Default.Equals(container, type) ? modifier : "").Append("partial ").Append(container.TypeKind == TypeKind.Struct ? "struct " : "class ")
                .Append(container.Name).Append(container.Arity > 0 ? "<" + string.Join(", ", container.TypeParameters.Select(p => p.Name)) + ">" : "").Append("\n{\n");
        }

        text.Append(members);
        text.Append('}', containers.Count + 1).Append('\n');
    }
}
