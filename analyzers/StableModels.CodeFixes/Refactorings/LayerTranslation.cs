using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;
using StableModels.Generator.Parsing;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>From the expression that makes a layer to the attribute that declares the same; null where no attribute says it exactly.</summary>
internal sealed class LayerTranslation(SemanticModel model, KnownSymbols known, IMethodSymbol constructor, SizeText sizes)
{
    // Factory, the parameters that are sizes, and the flags or numbers with the property that says them.
    private static readonly (string Factory, string[] Sizes, (string Parameter, string Property)[] Options)[] Factories =
    [
        ("Linear", ["inputSize", "outputSize"], [("hasBias", "Bias")]),
        ("LayerNorm", ["normalized_shape"], [("eps", "Epsilon"), ("bias", "Bias")]),
        ("Embedding", ["num_embeddings", "embedding_dims"], []),
        ("Dropout", [], []),
    ];

    private static readonly Dictionary<string, string> Activations = new(StringComparer.Ordinal)
    {
        ["ReLU"] = "Relu",
        ["LeakyReLU"] = "LeakyRelu",
        ["GELU"] = "Gelu",
        ["SiLU"] = "Silu",
        ["Mish"] = "Mish",
        ["Tanh"] = "Tanh",
        ["Sigmoid"] = "Sigmoid",
        ["ELU"] = "Elu",
        ["SELU"] = "Selu",
        ["Softplus"] = "Softplus",
    };

    public DeclaredLayer? Of(ExpressionSyntax made) => model.GetOperation(made) switch
    {
        IInvocationOperation { TargetMethod: { IsStatic: true } factory } call when SymbolEqualityComparer.Default.Equals(factory.ContainingType, known.Nn) => OfFactory(call),
        IObjectCreationOperation { Initializer: null, Type: INamedTypeSymbol type } creation => OfModule(type, creation),
        _ => null,
    };

    private DeclaredLayer? OfFactory(IInvocationOperation call)
    {
        var written = call.Arguments.Where(static a => a.ArgumentKind == ArgumentKind.Explicit).ToDictionary(static a => a.Parameter!.Name, static a => a.Value, StringComparer.Ordinal);
        if (Activations.TryGetValue(call.TargetMethod.Name, out var activation))
        {
            return written.Count == 0 ? DeclaredLayer.Activation(activation) : null;
        }

        var (factory, sizeParameters, options) = Factories.FirstOrDefault(f => f.Factory == call.TargetMethod.Name);
        if (factory is null)
        {
            return null;
        }

        var arguments = new List<string>();
        if (factory == "Dropout" && Take(written, "p") is { } p)
        {
            if ((Number(p) ?? Named(p)) is not { } probability)
            {
                return null;
            }

            arguments.Add(probability);
        }
        else if (factory == "Dropout")
        {
            arguments.Add("0.5");
        }

        foreach (var parameter in sizeParameters)
        {
            if (Take(written, parameter) is not { Syntax: ExpressionSyntax expression } value || !SizeText.IsInteger(value.Type!) || sizes.InAttribute(expression) is not { } size)
            {
                return null;
            }

            arguments.Add(size);
        }

        foreach (var (parameter, property) in options)
        {
            if (Take(written, parameter) is { } value)
            {
                if (Number(value) is not { } text)
                {
                    return null;
                }

                arguments.Add(property + " = " + text);
            }
        }

        return written.Count == 0 ? DeclaredLayer.Of(factory, "global::TorchSharp.Modules." + factory, arguments) : null;
    }

    /// <summary>[Layer]: a module of the user's own. Its constructor is bound by names, as the generator does.</summary>
    private DeclaredLayer? OfModule(INamedTypeSymbol type, IObjectCreationOperation creation)
    {
        if (!ModuleTypes.TakesOneTensor(type) || type.IsGenericType || type.DeclaredAccessibility < constructor.ContainingType.DeclaredAccessibility
            || type.InstanceConstructors.Count(static c => c.DeclaredAccessibility == Accessibility.Public) != 1)
        {
            return null;
        }

        var given = new List<string>();
        foreach (var argument in creation.Arguments)
        {
            var name = argument.Parameter!.Name;
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                if (constructor.Parameters.Any(p => p.Name == name))
                {
                    return null;
                }

                continue;
            }

            if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Value.Syntax is not ExpressionSyntax expression || InArgs(argument.Parameter, expression) is not { } text)
            {
                return null;
            }

            if (text != name)
            {
                given.Add("\"" + name + ": " + text + "\"");
            }
        }

        return DeclaredLayer.Of("Layer", type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), given.Count == 0 ? [] : ["Args = new[] { " + string.Join(", ", given) + " }"]);
    }

    private string? InArgs(IParameterSymbol parameter, ExpressionSyntax expression) => parameter.Type.SpecialType switch
    {
        SpecialType.System_Int32 or SpecialType.System_Int64 => sizes.InArgs(expression),
        SpecialType.System_Double or SpecialType.System_Boolean => Number(model.GetOperation(expression)!)
            ?? sizes.Parameter(expression, type => SymbolEqualityComparer.Default.Equals(type, parameter.Type)),
        _ => null,
    };

    private string? Named(IOperation value) => value.Syntax is ExpressionSyntax expression && sizes.Parameter(expression, static type => type.SpecialType == SpecialType.System_Double) is { } name
        ? "nameof(" + name + ")"
        : null;

    /// <summary>A constant number or flag as C#.</summary>
    private static string? Number(IOperation value) => value.ConstantValue switch
    {
        { HasValue: true, Value: bool flag } => flag ? "true" : "false",
        { HasValue: true, Value: double number } when !double.IsNaN(number) && !double.IsInfinity(number) => value.Syntax is LiteralExpressionSyntax literal
            ? literal.Token.Text
            : number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        { HasValue: true, Value: int or long } whole => Convert.ToString(whole.Value, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    // Conversions to long and double are the compiler's own.
    private static IOperation? Take(Dictionary<string, IOperation> written, string parameter)
    {
        if (!written.TryGetValue(parameter, out var value))
        {
            return null;
        }

        written.Remove(parameter);
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
