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

            var attributes = property.GetAttributes().Where(static a => KnownNames.Derives(a.AttributeClass, KnownNames.Module)).ToList();
            if (attributes.Count == 0)
            {
                ReportMarkOf(property);
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

    /// <summary>Whether the layer has the name of a member that what is generated is made of.</summary>
    public static bool IsReserved(IPropertySymbol layer) => layer.Name is "IsConstructed" or "forward" or "register_layers" or "reset_parameters" or "ParameterGroups" or "ResidualBranches";

    /// <summary>[Init], [Branch] and [Shortcut] say something about a layer.</summary>
    private void ReportMarkOf(IPropertySymbol property)
    {
        foreach (var mark in new[] { "InitAttribute", "BranchAttribute", "ShortcutAttribute" })
        {
            if (KnownNames.Attribute(property, mark) is not null)
            {
                Report(Rules.Placement, new FaultTarget(property.Name, mark), $"[{AttributeName.Short(mark)}] says something about a layer, and {property.Name} is none: give it a layer attribute, or remove [{AttributeName.Short(mark)}]");
            }
        }
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
            : property.IsRequired ? "the constructor makes the layer; remove required"
            : IsReserved(property) ? "that is the name of a member that is generated or a module has; choose another"
            : property.SetMethod is not null ? "the layer is made once; remove the setter"
            : property.RefKind != RefKind.None ? "it cannot return by reference"
            : property.IsIndexer ? "a layer is a property with a name, not an indexer"
            : property.ExplicitInterfaceImplementations.Length > 0 ? "it is the interface's alone; declare it as a member of the class, which implements the interface too"
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

        MadeClass? made = null;
        var found = faults.Count;
        if (layer is StackLayer or ModuleLayer)
        {
            made = new BlockParser(_scope, parser, faults, token).Parse(property, attribute, layer is StackLayer, written);
            if (made is null)
            {
                // Without a fault it is the compiler that says what is wrong.
                return faults.Count == found ? null : new MemberDeclaration(property.Name, property.Name, "", "", false, name, arguments.ToEquatableArray(), MadeClass.Unknown);
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
            syntax is null ? "" : PartModifiers.Of(property, syntax),
            QualifiedName.Of(property.Type),
            syntax is not null && syntax.GetLeadingTrivia().Any(static t => t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || t.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)),
            name,
            arguments.ToEquatableArray(),
            made,
            InitOf(property),
            KnownNames.Attribute(property, "BranchAttribute") is not null,
            KnownNames.Attribute(property, "ShortcutAttribute") is not null);
    }

    private InitOverride? InitOf(IPropertySymbol property)
    {
        if (KnownNames.Attribute(property, "InitAttribute") is not { ConstructorArguments: [{ Kind: TypedConstantKind.Enum } law] } init)
        {
            return null;
        }

        var where = new FaultTarget(property.Name, "InitAttribute");
        if (AttributeReader.Undefined(law) is { } rule)
        {
            Report(Rules.OutOfRange, where, "law", AttributeReader.CSharp(law), rule);
        }

        foreach (var argument in init.NamedArguments)
        {
            if (AttributeReader.Number(argument.Value) is { } number && (double.IsNaN(number) || double.IsInfinity(number) || (number < 0 && !IsConstant(law))))
            {
                Report(Rules.OutOfRange, where with { Argument = argument.Key }, argument.Key, AttributeReader.CSharp(argument.Value), IsConstant(law) ? "finite" : "at least 0 and finite");
            }
        }

        return AttributeReader.EnumMember(law) is { } name ? new InitOverride(name, Named("Gain", 1), Named("Value", 0.02), init.NamedArguments.All(static a => a is not { Key: "DepthScaled", Value.Value: false })) : null;

        double Named(string argument, double otherwise) =>
            init.NamedArguments.Where(a => a.Key == argument).Select(static a => AttributeReader.Number(a.Value)).FirstOrDefault() ?? otherwise;
    }

    /// <summary>A constant may be below 0; a width of a distribution may not.</summary>
    private static bool IsConstant(TypedConstant law) => string.Equals(AttributeReader.EnumMember(law), "Constant", StringComparison.Ordinal);

    private Argument ParseArgument(FaultTarget where, Layer layer, string name, TypedConstant value, bool isParameter)
    {
        var argument = new Argument(name, AttributeReader.CSharp(value), null, AttributeReader.Text(value), AttributeReader.Number(value));
        var isSize = layer.TakesSize(name);
        if ((isSize || value.Type?.SpecialType == SpecialType.System_String && isParameter) && (value.Kind != TypedConstantKind.Primitive || value.Value is not (int or long or string)))
        {
            Report(Rules.MalformedSize, where, argument.Literal, "it is neither an integer nor a string with names and arithmetic");
        }

        if (AttributeReader.Undefined(value) is { } rule)
        {
            Report(Rules.OutOfRange, where, name, argument.Literal, rule);
        }

        if (value.Kind != TypedConstantKind.Primitive || !(isParameter || isSize))
        {
            return argument;
        }

        switch (value.Value)
        {
            case int whole when isSize:
                return argument with { Size = Size.Of(whole) };
            case long whole:
                return argument with { Size = Size.Of(whole) };
            case string parameter when layer.TakesNumber(name):
                if (_scope.Parameter(parameter) is not { RefKind: RefKind.None } number || !SizeScope.IsNumber(number.Type))
                {
                    Report(Rules.MalformedSize, where, parameter, $"a share is a number or the name of a constructor parameter of type double; there are: {_scope.NumberNames}");
                }

                return argument with { Literal = SizeParser.Escape(parameter) };
            case string expression:
                var (size, broken, arguments) = SizeParser.Parse(expression, _scope);
                if (broken is not null)
                {
                    Report(broken, where, arguments);
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

    private void Report(string rule, FaultTarget where, params string[] arguments) => faults.Add(new Fault(rule, where, arguments));
}
