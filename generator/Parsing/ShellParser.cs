using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads what a class needs to be whole for the compiler, whatever is wrong with its declaration.</summary>
internal static class ShellParser
{
    /// <summary>The shell, or null where a part in another file would only add to the errors.</summary>
    /// <param name="type">The class.</param>
    /// <param name="kind">Which attribute it has.</param>
    /// <param name="rule">The first rule that it breaks, if one was found.</param>
    /// <param name="token">Ends the reading.</param>
    public static Shell? Parse(INamedTypeSymbol type, DeclarationKind kind, string? rule, CancellationToken token)
    {
        var properties = Properties(type, token).ToEquatableArray();
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
            {
                return Shell.OfFileLocal(HierarchyParser.Parse(type));
            }

            // It would be one part of a class that has no other.
            if (properties.Count == 0 && !HierarchyParser.IsPartial(t, token))
            {
                return null;
            }
        }

        List<Fault> ofBase = [];
        List<Fault> ofForward = [];
        var namesBase = BaseParser.NamesBase(type, ofBase);
        var forward = ForwardParser.Parse(type, ofForward);
        var isModule = (ofBase.Count == 0 || Open(type, "register_layers") is not null) && !type.IsStatic && !type.IsRecord && type.TypeKind == TypeKind.Class && !type.GetMembers().OfType<IPropertySymbol>().Any(MemberParser.IsReserved);
        var inputs = ofForward.Count == 0 ? 1 : FreeArity(type);
        var training = type.GetAttributes().Where(static a => KnownNames.Derives(a.AttributeClass, KnownNames.Training)).ToList();
        return new Shell(
            HierarchyParser.Parse(type),
            OwnMembers.AreInTheWay(type) ? DeclarationKind.Sequence : kind,
            rule,
            namesBase || !isModule ? null : ModelSpec.BaseOf(forward, inputs),
            isModule,
            isModule && ofBase.Count == 0 ? forward is null ? Shell.ForwardOf(inputs) : null : Asked(type),
            properties,
            Parameters(type, token),
            training.Count > 0,
            training.Any(static a => KnownNames.Derives(a.AttributeClass, TrainingSlots.Clipping)),
            type.MemberNames.Concat(DeclarationParser.PrimaryConstructor(type, token)?.Parameters.Select(static p => p.Name) ?? []).ToEquatableArray());
    }

    /// <summary>The <c>forward</c> that a base class leaves open, such as TorchSharp's own Module does; null where there is none.</summary>
    private static OwnForward? Asked(INamedTypeSymbol type) => Open(type, "forward") is { } method
        ? new OwnForward(method.Parameters.Select(static p => QualifiedName.Of(p.Type)).ToEquatableArray(), QualifiedName.Of(method.ReturnType))
        : null;

    /// <summary>The method of that name which the class's bases want and nobody wrote.</summary>
    private static IMethodSymbol? Open(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? t = type.TypeKind == TypeKind.Class && !type.IsStatic ? type : null; t is not null; t = t.BaseType)
        {
            foreach (var method in t.GetMembers(name).OfType<IMethodSymbol>())
            {
                if (method.IsAbstract)
                {
                    return method;
                }

                if (method.IsOverride && !KnownNames.IsGenerated(method))
                {
                    return null;
                }
            }
        }

        return null;
    }

    /// <summary>The primary constructor's parameters that a field can be made from, as C#: nobody else may read them.</summary>
    public static EquatableArray<string> Parameters(INamedTypeSymbol type, CancellationToken token) => type.IsRecord || DeclarationParser.PrimaryConstructor(type, token) is not { } constructor || HasTwins(constructor)
        ? default
        : constructor.Parameters
            .Where(static p => p.RefKind != RefKind.Out && !p.Type.IsRefLikeType && p.Type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error) && p.Type is not ITypeParameterSymbol { AllowsRefLikeType: true })
            .Select(static p => SizeParser.Escape(p.Name))
            .ToEquatableArray();

    /// <summary>Whether two of the parameters have one name, so that no other part can mean either: the compiler says so.</summary>
    public static bool HasTwins(IMethodSymbol constructor) => constructor.Parameters.Select(static p => p.Name).Distinct(StringComparer.Ordinal).Count() < constructor.Parameters.Length;

    /// <summary>A number of inputs that no <c>forward</c> of the user's has, so that none hides or doubles the one of the base class.</summary>
    private static int FreeArity(INamedTypeSymbol type)
    {
        var taken = new HashSet<int>(type.GetMembers("forward").OfType<IMethodSymbol>().Select(static m => m.Parameters.Length));
        return Enumerable.Range(1, ForwardParser.MostInputs).FirstOrDefault(n => !taken.Contains(n)) is var free and > 0 ? free : 1;
    }

    private static IEnumerable<ShellProperty> Properties(INamedTypeSymbol type, CancellationToken token)
    {
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (IsMissing(property)
                && KnownNames.IsLayer(property)
                && Of(property, token) is { } shell)
            {
                yield return shell;
            }
        }
    }

    /// <summary>The property without what it is for; null when its type cannot be, which the compiler says, and would say of this part too.</summary>
    public static ShellProperty? Of(IPropertySymbol property, CancellationToken token)
    {
        if (BlockParser.CannotBeNamed(property.Type)
            || IsListOfOthers(property.Type)
            || property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) is not BasePropertyDeclarationSyntax { AccessorList: { } accessors } syntax)
        {
            return null;
        }

        var reference = property.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.RefReadOnly => "ref readonly ",
            _ => "",
        };
        var name = property.IsIndexer
            ? $"this[{string.Join(", ", property.Parameters.Select(static p => $"{QualifiedName.Of(p.Type)} {SizeParser.Escape(p.Name)}"))}]"
            : SizeParser.Escape(property.Name);
        return new ShellProperty(
            $"{PartModifiers.Of(property, syntax)} {reference}{QualifiedName.Of(property.Type)} {name}",
            accessors.Accessors.Select(static a => string.Concat(a.Modifiers.Select(static m => m.Text + " ")) + a.Keyword.Text).ToEquatableArray());
    }

    /// <summary>Whether it is a list of modules whose elements are none.</summary>
    private static bool IsListOfOthers(ITypeSymbol type) => type is INamedTypeSymbol { Name: "ModuleList", TypeArguments: [var element] } && !CanBeListed(element);

    private static bool CanBeListed(ITypeSymbol element) => element switch
    {
        INamedTypeSymbol named => KnownNames.IsDeclared(named) || ModuleTypes.IsModule(named),
        ITypeParameterSymbol parameter => parameter.ConstraintTypes.Any(CanBeListed),
        _ => false,
    };

    /// <summary>Whether nobody has implemented the partial property.</summary>
    public static bool IsMissing(IPropertySymbol property) => property is { IsPartialDefinition: true, PartialImplementationPart: null };
}
