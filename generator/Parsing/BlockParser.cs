using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the class that a stack repeats or [Layer] makes: how its constructor is fed, what it looks like from outside.</summary>
internal sealed class BlockParser(SizeScope scope, DeclarationParser parser, List<Fault> faults, CancellationToken token)
{
    /// <summary>The class that a stack or [Layer] makes, or null after a fault.</summary>
    public MadeClass? Parse(IPropertySymbol property, AttributeData attribute, bool isStack, IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)> written)
    {
        if (CannotBeNamed(property.Type))
        {
            return null;
        }

        var where = new FaultTarget(property.Name, attribute.AttributeClass!.Name);
        if ((isStack ? ElementOf(property.Type) : property.Type) is not INamedTypeSymbol { TypeKind: TypeKind.Class } block)
        {
            Report(Rules.MemberType, where, property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), isStack ? $"list of blocks: write ModuleList<{BlockNamed(property.Type)}> {property.Name}" : "module: name its class");
            return null;
        }

        if (!KnownNames.IsDeclared(block) && !ModuleTypes.IsModule(block))
        {
            var makes = isStack ? $"list of modules; {block.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}" : "module; the class";
            Report(Rules.MemberType, where, property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), makes + " does not derive from TorchSharp's Module");
            return null;
        }

        return Given(where, written) is { } given ? Bind(where, block, given) : null;
    }

    private INamedTypeSymbol? ElementOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [INamedTypeSymbol element] } list
        && parser.Compilation.GetTypeByMetadataName(KnownNames.ModuleList) is { } moduleList
        && SymbolEqualityComparer.Default.Equals(list.OriginalDefinition, moduleList)
            ? element
            : null;

    /// <summary>The class that a wrong type of a stack most likely means.</summary>
    private static string BlockNamed(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.Name,
        INamedTypeSymbol { TypeArguments: [{ TypeKind: TypeKind.Class } element] } => element.Name,
        INamedTypeSymbol { TypeKind: TypeKind.Class, BaseType: { Name: "ModuleList" } list } => BlockNamed(list),
        INamedTypeSymbol { TypeKind: TypeKind.Class, Arity: 0 } => type.Name,
        _ => "the block's class",
    };

    /// <summary>Whether the type, or one that it is made with, does not exist or is seen in its own file alone, so that no other can name it: the compiler says so.</summary>
    public static bool CannotBeNamed(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => true,
        IArrayTypeSymbol array => CannotBeNamed(array.ElementType),
        INamedTypeSymbol named => named.IsFileLocal || (named.ContainingType is { } outer && CannotBeNamed(outer)) || named.TypeArguments.Any(CannotBeNamed),
        _ => false,
    };

    /// <summary>Args = ["width: 2 * width"] as a table of name and text.</summary>
    private Dictionary<string, string>? Given(FaultTarget where, IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)> written)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, _) in written)
        {
            if (!string.Equals(name, "Args", StringComparison.Ordinal) || value.Kind != TypedConstantKind.Array || value.IsNull)
            {
                continue;
            }

            foreach (var item in value.Values)
            {
                var text = item.Value as string ?? "";
                var colon = text.IndexOf(':');
                if (colon <= 0)
                {
                    Report(Rules.MalformedSize, where with { Argument = "Args" }, text, "an argument is written \"name: expression\"");
                    return null;
                }

                var parameter = text.Substring(0, colon).Trim().TrimStart('@');
                if (given.ContainsKey(parameter))
                {
                    Report(Rules.MalformedSize, where with { Argument = "Args" }, text, $"'{parameter}' is given twice");
                    return null;
                }

                given[parameter] = text.Substring(colon + 1).Trim();
            }
        }

        return given;
    }

    private MadeClass? Bind(FaultTarget where, INamedTypeSymbol block, Dictionary<string, string> given)
    {
        if (block.IsAbstract || Makers.Best(block, parser.Compilation, m => Mismatches(m, given), token) is not { } maker)
        {
            Report(Rules.UnboundParameter, where, block.Name, block.IsAbstract ? "it is abstract: name a class that derives from it" : "it has no public constructor");
            return null;
        }

        if (WhyNotCalled(block, maker) is { } reason)
        {
            Report(Rules.UnboundParameter, where, block.Name, reason);
            return null;
        }

        if (Makers.Rival(block, maker, parser.Compilation, p => given.ContainsKey(p.Name) || FromScope(p)) is { } rival)
        {
            Report(Rules.UnboundParameter, where, block.Name, $"what it is given suits ({Signature(maker)}) and ({Signature(rival)}) alike: name a parameter of one of them in Args");
            return null;
        }

        var binding = new BlockBinding();
        var found = faults.Count;
        var missing = new List<IParameterSymbol>();
        foreach (var parameter in maker.Parameters)
        {
            if (given.TryGetValue(parameter.Name, out var text))
            {
                BindText(where with { Argument = "Args" }, parameter, text, binding);
            }
            else if (FromScope(parameter))
            {
                BindText(where, parameter, parameter.Name, binding);
            }
            else if (parameter.HasExplicitDefaultValue)
            {
                binding.AddDefault(parameter);
            }
            else if (IsNeeded(parameter))
            {
                missing.Add(parameter);
            }
        }

        if (missing.Count > 0)
        {
            Report(Rules.UnboundParameter, where, block.Name, WhatIsMissing(missing, given.Count > 0));
        }

        foreach (var name in given.Keys.Where(name => !Has(maker, name)))
        {
            var names = maker.Parameters.Select(static p => p.Name).ToList();
            Report(Rules.UnboundParameter, where with { Argument = "Args" }, block.Name, $"it has no parameter '{name}'; {(names.Count == 0 ? "it has none" : $"there are: {string.Join(", ", names)}")}");
        }

        if (faults.Count > found)
        {
            return null;
        }

        var made = parser.Made(block, binding.Of(block, maker), out var makesItself);
        if (makesItself)
        {
            Report(Rules.UnboundParameter, where, block.Name, "it is made of itself, without end");
            return null;
        }

        return made;
    }

    /// <summary>How far a maker is from what is given: parameters that get nothing count, more where Args could not write them, and what is given to none.</summary>
    private int Mismatches(IMethodSymbol maker, Dictionary<string, string> given) =>
        maker.Parameters.Where(p => given.TryGetValue(p.Name, out var text) ? !CanBeWritten(p.Type) && !IsName(text, p.Type) : !FromScope(p) && IsNeeded(p)).Sum(static p => CanBeWritten(p.Type) ? 1 : 10) + given.Keys.Count(name => !Has(maker, name));

    private static string Signature(IMethodSymbol maker) => string.Join(", ", maker.Parameters.Select(static p => $"{p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} {p.Name}"));

    private static bool CanBeWritten(ITypeSymbol type) => SizeScope.IsInteger(type) || Taken(type).Length > 0;

    private static bool Has(IMethodSymbol maker, string name) => maker.Parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal));

    private bool FromScope(IParameterSymbol parameter) => IsName(parameter.Name, parameter.Type);

    /// <summary>Whether it is the name of a parameter of the enclosing class that such a one can take.</summary>
    private bool IsName(string text, ITypeSymbol wanted) => scope.Parameter(text) is { } enclosing && Fits(enclosing.Type, wanted);

    private static bool IsNeeded(IParameterSymbol parameter) => !parameter.IsOptional && !parameter.IsParams;

    /// <summary>Names the parameters that get nothing, and how they get something: what Args cannot hold has to be a parameter of the enclosing class.</summary>
    private string WhatIsMissing(List<IParameterSymbol> missing, bool hasArgs)
    {
        foreach (var parameter in missing)
        {
            if (scope.Parameter(parameter.Name) is { } other)
            {
                return $"its parameter '{parameter.Name}' is of type {parameter.Type.ToDisplayString()}, that of the enclosing class of type {other.Type.ToDisplayString()}";
            }

            if (!CanBeWritten(parameter.Type))
            {
                return $"its parameter '{parameter.Name}' is a {parameter.Type.ToDisplayString()}, which Args cannot write: give the enclosing class a parameter '{parameter.Name}' of that type";
            }
        }

        var written = string.Join(", ", missing.Select(static p => $"\"{p.Name}: ...\""));
        var names = string.Join(" and ", missing.Select(static p => $"'{p.Name}' ({p.Type.ToDisplayString()})"));
        return $"nothing gives it {names}: {(hasArgs ? $"add {written} to Args" : $"write Args = [{written}]")}";
    }

    /// <summary>What no list of plain arguments can give; null when one can.</summary>
    private static string? WhyNotCalled(INamedTypeSymbol block, IMethodSymbol maker)
    {
        if (maker.Parameters.FirstOrDefault(static p => p.RefKind is RefKind.Ref or RefKind.Out) is { } reference)
        {
            return $"its parameter '{reference.Name}' is passed by reference";
        }

        if (maker.MethodKind != MethodKind.Constructor || maker.GetAttributes().Any(static a => string.Equals(a.AttributeClass?.Name, "SetsRequiredMembersAttribute", StringComparison.Ordinal)))
        {
            return null;
        }

        for (var t = block; t is not null; t = t.BaseType)
        {
            if (t.GetMembers().FirstOrDefault(static m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
            {
                return $"its member '{required.Name}' is required; make it a parameter of the constructor";
            }
        }

        return null;
    }

    private bool Fits(ITypeSymbol given, ITypeSymbol wanted) =>
        SymbolEqualityComparer.Default.Equals(given, wanted) || parser.Compilation.HasImplicitConversion(given, wanted);

    private void BindText(FaultTarget where, IParameterSymbol parameter, string text, BlockBinding binding)
    {
        if (SizeScope.IsInteger(parameter.Type))
        {
            var (size, rule, faultArguments) = SizeParser.Parse(text, scope);
            if (size is null)
            {
                Report(rule!, where, faultArguments);
                return;
            }

            if (!SizeFits.Fits(size, parameter.Type, scope, Fits))
            {
                Report(Rules.UnboundParameter, where, NameOf(parameter), $"its parameter '{parameter.Name}' of type {parameter.Type.ToDisplayString()} cannot hold '{text}'");
                return;
            }

            binding.Add(parameter, size);
            return;
        }

        if (scope.Parameter(text) is { } given)
        {
            if (Fits(given.Type, parameter.Type))
            {
                binding.Add(parameter, SizeParser.Escape(text), null);
            }
            else
            {
                Report(Rules.UnboundParameter, where, NameOf(parameter), $"its parameter '{parameter.Name}' of type {parameter.Type.ToDisplayString()} cannot hold '{text}', which is a {given.Type.ToDisplayString()}");
            }
        }
        else if (Constant(text, parameter.Type) is { } constant)
        {
            binding.Add(parameter, constant, SizeScope.IsNumber(parameter.Type) ? Number(text) : null);
        }
        else
        {
            Report(Rules.MalformedSize, where, text, $"'{parameter.Name}' is of type {parameter.Type.ToDisplayString()} and takes {Taken(parameter.Type)}the name of a parameter of that type");
        }
    }

    /// <summary>The class that it is a parameter of: its constructor's, or the method's of its name.</summary>
    private static string NameOf(IParameterSymbol parameter) => parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType.Name : parameter.ContainingSymbol.Name;

    /// <summary>A number, true or false as C# of the type that takes it; null where it takes none.</summary>
    private static string? Constant(string text, ITypeSymbol wanted) => wanted.SpecialType switch
    {
        SpecialType.System_Boolean => text is "true" or "false" ? text : null,
        SpecialType.System_Double => Number(text) is { } number ? Literal.Of(number) : null,
        SpecialType.System_Single => Number(text) is { } number && (Math.Abs(number) <= float.MaxValue || double.IsInfinity(number) || double.IsNaN(number)) ? $"(float){(number < 0 ? $"({Literal.Of(number)})" : Literal.Of(number))}" : null,
        SpecialType.System_Decimal => decimal.TryParse(text, System.Globalization.NumberStyles.Number & ~System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString(System.Globalization.CultureInfo.InvariantCulture) + "m"
            : null,
        _ => null,
    };

    private static double? Number(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Taken(ITypeSymbol wanted) => wanted.SpecialType switch
    {
        SpecialType.System_Boolean => "true, false or ",
        SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal => "a number or ",
        _ => "",
    };

    private void Report(string rule, FaultTarget where, params string[] arguments) => faults.Add(new Fault(rule, where, arguments));
}
