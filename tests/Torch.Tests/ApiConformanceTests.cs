using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Torch.Tests;

/// <summary>Nothing public here that TorchSharp 0.106 does not have: same names, types, parameter names, defaults and nullability.</summary>
public class ApiConformanceTests
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat TypeFormat = Format.WithMemberOptions(SymbolDisplayMemberOptions.None).WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static readonly HashSet<string> TorchSharp = File.ReadLines(ReferenceFiles.Path("torchsharp-0.106.0.api.txt")).ToHashSet(StringComparer.Ordinal);

    [Test]
    public void EveryPublicMemberIsTorchSharps()
    {
        var ours = PublicTypes().SelectMany(type => type.GetMembers().Where(IsMember)).ToList();
        Assert.That(ours, Has.Count.GreaterThan(1000), "the renderer sees the assembly");
        var strangers = ours.Where(member => !IsTorchSharps(member)).Select(member => member.ToDisplayString(Format)).Order(StringComparer.Ordinal);
        Assert.That(string.Join('\n', strangers), Is.Empty);
    }

    [Test]
    public void EveryPublicTypeIsTorchSharpsAndHasItsBase()
    {
        var declarations = TorchSharp.Where(line => line.Split(' ')[0] is "class" or "struct" or "enum" or "interface" or "delegate").ToList();
        var strangers = PublicTypes().Where(type => !declarations.Exists(line => Declares(line, type))).Select(Declaration).Order(StringComparer.Ordinal);
        Assert.That(string.Join('\n', strangers), Is.Empty);
    }

    // Half of TorchSharp's files say nothing about nullability; there, annotations are ours to add.
    private static bool IsTorchSharps(ISymbol member) =>
        TorchSharp.Contains(member.ToDisplayString(Format))
        || TorchSharp.Contains(member.ToDisplayString(Format.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier)));

    private static string Declaration(INamedTypeSymbol type) => type.ToDisplayString(TypeFormat);

    private static bool Declares(string line, INamedTypeSymbol type)
    {
        var declaration = Declaration(type).Replace(" where TKey : notnull", string.Empty, StringComparison.Ordinal);
        if (!line.StartsWith(declaration, StringComparison.Ordinal))
            return false;
        var bases = line[declaration.Length..];
        return bases.Length == 0 || bases.StartsWith(" : ", StringComparison.Ordinal)
            && (type.TypeKind != TypeKind.Class || type.BaseType is null or { SpecialType: SpecialType.System_Object }
                || bases.Contains(type.BaseType.ToDisplayString(TypeFormat.RemoveGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints)), StringComparison.Ordinal));
    }

    private static IEnumerable<INamedTypeSymbol> PublicTypes()
    {
        var directory = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var reference = MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location);
        var compilation = CSharpCompilation.Create("conformance", references:
            [.. Directory.GetFiles(directory, "System*.dll").Where(IsManaged).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)), reference]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
        return Types(assembly.GlobalNamespace);

        static bool IsManaged(string path) => !Path.GetFileName(path).Contains("Native", StringComparison.Ordinal);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol space => Types(space),
            INamedTypeSymbol type when IsVisible(type) => Types(type).Prepend(type),
            _ => [],
        });

    private static bool IsMember(ISymbol symbol) =>
        IsVisible(symbol) && symbol is not INamedTypeSymbol
        && symbol is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove }
        && !(symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 } constructor && constructor.ContainingType.TypeKind is TypeKind.Struct or TypeKind.Enum)
        && !(symbol is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum, HasConstantValue: false });

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
