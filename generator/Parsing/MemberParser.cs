using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the partial properties with layer attributes, in declaration order.</summary>
internal sealed class MemberParser(INamedTypeSymbol type, IMethodSymbol? constructor, DeclarationParser parser, List<Fault> faults, CancellationToken token)
{
    private readonly SizeScope _scope = new(type, constructor);

    /// <summary>The members, or null when one has errors of the compiler's own.</summary>
    public IReadOnlyList<MemberDeclaration>? Parse()
    {
        var members = new List<MemberDeclaration>();
        SyntaxNode? part = null;
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (property.IsPartialDefinition is false && property.PartialDefinitionPart is not null)
            {
                continue;
            }

            var attributes = property.GetAttributes().Where(static a => KnownNames.Derives(a.AttributeClass, "ModuleAttribute")).ToList();
            if (attributes.Count == 0)
            {
                continue;
            }

            token.ThrowIfCancellationRequested();
            var attribute = attributes[0];
            if (attributes.Count > 1)
            {
                Report(Rules.PropertyShape, new FaultTarget(property.Name, attributes[1].AttributeClass!.Name), property.Name, "a property declares one layer; remove the other attribute");
                continue;
            }

            if (!CheckShape(property) || attribute.AttributeClass is null || Vocabulary.Find(attribute.AttributeClass!.Name) is not { } layer)
            {
                continue;
            }

            var declaring = (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) as PropertyDeclarationSyntax)?.Parent;
            part ??= declaring;
            if (declaring is not null && declaring != part)
            {
                Report(Rules.SpreadMembers, new FaultTarget(property.Name), property.Name, type.Name);
            }

            if (Parse(property, attribute, layer) is not { } member)
            {
                return null;
            }

            members.Add(member);
        }

        return members;
    }

    private bool CheckShape(IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.Length == 0)
        {
            return true;
        }

        var wrong =
            !property.IsPartialDefinition ? "make it partial"
            : property.IsStatic ? "a layer belongs to an instance; remove static"
            : property.SetMethod is not null ? "the layer is made once; remove the setter"
            : property.RefKind != RefKind.None ? "it cannot return by reference"
            : property.IsIndexer ? "a layer is a property with a name, not an indexer"
            : property.PartialImplementationPart is not null && !KnownNames.IsGenerated(property) ? "its implementation is generated; remove yours"
            : null;
        if (wrong is not null)
        {
            Report(Rules.PropertyShape, new FaultTarget(property.Name), property.Name, wrong);
        }

        return wrong is null;
    }

    private MemberDeclaration? Parse(IPropertySymbol property, AttributeData attribute, Layer layer)
    {
        if (AttributeReader.Written(attribute, token) is not { } written)
        {
            return null;
        }

        var name = attribute.AttributeClass!.Name;
        var arguments = new List<Argument>();
        foreach (var (argument, value, isParameter) in written)
        {
            arguments.Add(ParseArgument(new FaultTarget(property.Name, name, argument), layer, argument, value, isParameter));
        }

        BlockSummary? block = null;
        var found = faults.Count;
        if (layer is StackLayer or ModuleLayer)
        {
            block = new BlockParser(_scope, parser, faults, token).Parse(property, attribute, layer is StackLayer, written);
            if (block is null)
            {
                // Without a fault it is the compiler that says what is wrong.
                return faults.Count == found ? null : new MemberDeclaration(property.Name, property.Name, "", "", false, name, arguments.ToEquatableArray(), BlockSummary.Unknown);
            }
        }
        else
        {
            CheckType(property, layer);
        }

        var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) as PropertyDeclarationSyntax;
        return new MemberDeclaration(
            property.Name,
            SizeParser.Escape(property.Name),
            syntax is null ? "" : string.Join(" ", syntax.Modifiers.Select(static m => m.Text)),
            QualifiedName.Of(property.Type),
            syntax is not null && syntax.GetLeadingTrivia().Any(static t => t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || t.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)),
            name,
            arguments.ToEquatableArray(),
            block,
            InitOf(property),
            KnownNames.Attribute(property, "BranchAttribute") is not null,
            KnownNames.Attribute(property, "ShortcutAttribute") is not null);
    }

    private static InitOverride? InitOf(IPropertySymbol property)
    {
        if (KnownNames.Attribute(property, "InitAttribute") is not { ConstructorArguments: [{ Kind: TypedConstantKind.Enum } law] } init)
        {
            return null;
        }

        return AttributeReader.EnumMember(law) is { } name ? new InitOverride(name, Named("Gain", 1), Named("Value", 0.02), init.NamedArguments.All(static a => a is not { Key: "DepthScaled", Value.Value: false })) : null;

        double Named(string argument, double otherwise) =>
            init.NamedArguments.Where(a => a.Key == argument).Select(static a => AttributeReader.Number(a.Value)).FirstOrDefault() ?? otherwise;
    }

    private Argument ParseArgument(FaultTarget where, Layer layer, string name, TypedConstant value, bool isParameter)
    {
        var argument = new Argument(name, AttributeReader.CSharp(value), null, AttributeReader.Text(value), AttributeReader.Number(value));
        var isSize = layer.TakesSize(name);
        if (isSize && value.Value is not (int or long or string))
        {
            Report(Rules.MalformedSize, where, argument.Literal, "it is neither an integer nor a string with names and arithmetic");
        }

        if (value.Kind != TypedConstantKind.Primitive || !(isParameter || isSize))
        {
            return argument;
        }

        switch (value.Value)
        {
            case int number when isSize:
                return argument with { Size = Size.Of(number) };
            case long number:
                return argument with { Size = Size.Of(number) };
            case string parameter when layer.TakesNumber(name):
                if (_scope.Parameter(parameter)?.Type.SpecialType is not (SpecialType.System_Double or SpecialType.System_Single))
                {
                    Report(Rules.UnknownName, where, parameter, "parameters of type double, " + _scope.Names);
                }

                return argument with { Literal = SizeParser.Escape(parameter) };
            case string expression:
                var (size, rule, arguments) = SizeParser.Parse(expression, _scope);
                if (rule is not null)
                {
                    Report(rule, where, arguments);
                }

                return argument with { Size = size };
            default:
                return argument;
        }
    }

    /// <summary>The property's type must be able to hold the module that the attribute makes.</summary>
    private void CheckType(IPropertySymbol property, Layer layer)
    {
        if (property.Type.TypeKind == TypeKind.Error || layer.ModuleType is null || QualifiedName.Is(property.Type, layer.ModuleType) || parser.Compilation.GetTypeByMetadataName(layer.ModuleType) is not { } module)
        {
            return;
        }

        for (INamedTypeSymbol? t = module; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, property.Type) || t.Interfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, property.Type)))
            {
                return;
            }
        }

        Report(Rules.MemberType, new FaultTarget(property.Name, layer.Attribute), property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), layer.ModuleType);
    }

    private void Report(string rule, FaultTarget where, params string[] arguments) => faults.Add(new Fault(rule, where, arguments.ToEquatableArray()));
}
