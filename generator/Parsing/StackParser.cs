using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads a stack: which block it repeats, how the block's constructor is fed, what the block looks like from outside.</summary>
internal sealed class StackParser(SizeScope scope, DeclarationParser parser, List<Fault> faults, CancellationToken token)
{
    public BlockSummary? Parse(IPropertySymbol property, AttributeData attribute, IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)> written)
    {
        var where = new FaultTarget(property.Name, attribute.AttributeClass!.Name);
        if (property.Type is not INamedTypeSymbol { TypeArguments: [INamedTypeSymbol { TypeKind: TypeKind.Class } block] } list
            || parser.Compilation.GetTypeByMetadataName(KnownNames.ModuleList) is not { } moduleList
            || !SymbolEqualityComparer.Default.Equals(list.OriginalDefinition, moduleList))
        {
            if (property.Type.TypeKind != TypeKind.Error && property.Type is not INamedTypeSymbol { TypeArguments: [{ TypeKind: TypeKind.Error }] })
            {
                Report(Rules.MemberType, where, property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), "TorchSharp.Modules.ModuleList<Block>");
            }

            return null;
        }

        var given = Given(where, written);
        if (given is null)
        {
            return null;
        }

        return Bind(where, block, given);
    }

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

                given[text.Substring(0, colon).Trim().TrimStart('@')] = text.Substring(colon + 1).Trim();
            }
        }

        return given;
    }

    private BlockSummary? Bind(FaultTarget where, INamedTypeSymbol block, Dictionary<string, string> given)
    {
        var constructor = DeclarationParser.PrimaryConstructor(block, token)
            ?? block.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public).OrderByDescending(static c => c.Parameters.Length).FirstOrDefault();
        if (constructor is null || block.IsAbstract)
        {
            Report(Rules.UnboundParameter, where, block.Name, "it has no public constructor");
            return null;
        }

        var arguments = new List<string>();
        var sizes = new Dictionary<string, Polynomial>(StringComparer.Ordinal);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = faults.Count;
        foreach (var parameter in constructor.Parameters)
        {
            if (given.TryGetValue(parameter.Name, out var text))
            {
                given.Remove(parameter.Name);
                BindText(where with { Argument = "Args" }, parameter, text, arguments, sizes, texts);
            }
            else if (scope.Parameter(parameter.Name) is { } enclosing && parser.Compilation.HasImplicitConversion(enclosing.Type, parameter.Type))
            {
                BindText(where, parameter, parameter.Name, arguments, sizes, texts);
            }
            else if (!parameter.IsOptional && !parameter.IsParams)
            {
                var hint = scope.Parameter(parameter.Name) is { } other
                    ? $"its parameter '{parameter.Name}' is a {parameter.Type.ToDisplayString()}, that of the enclosing class a {other.Type.ToDisplayString()}"
                    : $"its parameter '{parameter.Name}' has no parameter of that name here; name it in Args = [\"{parameter.Name}: ...\"]";
                Report(Rules.UnboundParameter, where, block.Name, hint);
            }
        }

        foreach (var name in given.Keys)
        {
            Report(Rules.UnboundParameter, where with { Argument = "Args" }, block.Name, $"it has no parameter '{name}'");
        }

        return faults.Count > found ? null : parser.Summarise(block, arguments, sizes, texts);
    }

    private void BindText(FaultTarget where, IParameterSymbol parameter, string text, List<string> arguments, Dictionary<string, Polynomial> sizes, Dictionary<string, string> texts)
    {
        if (SizeScope.IsInteger(parameter.Type))
        {
            var (size, rule, faultArguments) = SizeParser.Parse(text, scope);
            if (size is null)
            {
                Report(rule!, where, faultArguments);
                return;
            }

            sizes[SizeParser.Escape(parameter.Name)] = size.Value;
            texts[SizeParser.Escape(parameter.Name)] = size.Factor;
            arguments.Add($"{SizeParser.Escape(parameter.Name)}: {size.Text}");
            return;
        }

        if (scope.Parameter(text) is not null)
        {
            arguments.Add($"{SizeParser.Escape(parameter.Name)}: {SizeParser.Escape(text)}");
        }
        else if (text is "true" or "false" || double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            arguments.Add($"{SizeParser.Escape(parameter.Name)}: {text}");
        }
        else
        {
            Report(Rules.MalformedSize, where, text, "it is neither a parameter's name, a number, true nor false");
        }
    }

    private void Report(string rule, FaultTarget where, params string[] arguments) => faults.Add(new Fault(rule, where, arguments.ToEquatableArray()));
}
