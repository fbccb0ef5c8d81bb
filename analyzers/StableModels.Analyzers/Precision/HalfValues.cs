using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Precision;

/// <summary>Which of a method's values are certainly FP16: cast to it, or computed from such values alone.</summary>
internal sealed class HalfValues
{
    private readonly HashSet<Value> _halves = [];
    private readonly HashSet<ISymbol> _halfModules = new(SymbolEqualityComparer.Default);
    private readonly KnownSymbols _known;

    private readonly Compilation _compilation;

    private HalfValues(KnownSymbols known, Compilation compilation)
    {
        _known = known;
        _compilation = compilation;
    }

    /// <summary>Null where the class never casts anything to FP16.</summary>
    public static HalfValues? Of(ModuleContext context)
    {
        if (!CastsToHalf(context))
        {
            return null;
        }

        var halves = new HalfValues(context.Known, context.Compilation);
        halves.FindModules(context.Module);
        foreach (var graph in context.Graphs)
        {
            foreach (var value in graph.Values) // inputs come first
            {
                if (halves.Computes(value))
                {
                    halves._halves.Add(value);
                }
            }
        }

        return halves;
    }

    public bool Contains(Value value) => _halves.Contains(value);

    private static bool CastsToHalf(ModuleContext context) =>
        context.Calls.Any(call => call.TargetMethod.Name == "half")
        || context.Operations.Of(OperationKind.Argument).Any(operation =>
            operation is IArgumentOperation { Parameter.Type: { } type, Value: var value } && IsScalarType(type) && ScalarTypes.NameOf(Unwrap(value)) == "Float16");

    // model.half() and model = new Mlp().to(ScalarType.Float16), never turned back.
    private void FindModules(ModuleClass module)
    {
        var others = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var move in module.Calls)
        {
            if (KnownSymbols.Is(move.TargetMethod.ContainingType, _known.ModuleExtensions) && !move.Arguments.IsEmpty
                && Target(move) is { } symbol)
            {
                if (GivenType(move) == "Float16")
                {
                    _halfModules.Add(symbol);
                }
                else if (GivenType(move) is not null)
                {
                    others.Add(symbol);
                }
            }
        }

        _halfModules.ExceptWith(others);
    }

    // The variable that is moved, or that the moved module is assigned to.
    private static ISymbol? Target(IInvocationOperation move)
    {
        IOperation at = move;
        while (at.Parent is IConversionOperation or IArgumentOperation or IInvocationOperation { TargetMethod.Name: "to" or "cuda" or "half" })
        {
            at = at.Parent;
        }

        return at.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            IFieldInitializerOperation { InitializedFields: [var field] } => field,
            ISimpleAssignmentOperation assignment => Symbol(assignment.Target),
            _ => Symbol(Unwrap(move.Arguments[0].Value)),
        };
    }

    private static ISymbol? Symbol(IOperation operation) => Registration.Member(operation) ?? (operation as ILocalReferenceOperation)?.Local;

    private static string? GivenType(IInvocationOperation move) => move.TargetMethod.Name switch
    {
        "half" => "Float16",
        "to" => move.Arguments.FirstOrDefault(a => a.Parameter is { } p && IsScalarType(p.Type)) is { } type ? ScalarTypes.NameOf(Unwrap(type.Value)) ?? "?" : null,
        "cpu" or "cuda" => null,
        _ => "?",
    };

    private bool Computes(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Operator:
                return Operator(value);
            case ValueKind.Module:
                return Layers.Holder(value) is { } holder && _halfModules.Contains(holder)
                    ? value.Module is not { UserType: { } type } || !MentionsFloat(type)
                    : value is { Module: { UserType: null }, Inputs: [var input, ..] } && Contains(input);
            case ValueKind.Element or ValueKind.Merge:
                return value.Inputs.Count > 0 && value.Name != "loop" && value.Inputs.All(Contains);
            default:
                return false;
        }
    }

    private bool Operator(Value value)
    {
        if (value.Name == "half")
        {
            return true;
        }

        if (value.Name is "@float" or "float" or "double" or "bfloat16" or "@double" or "type_as" or "to_type" or "byte" or "int" or "long" or "@bool" or "argmax" or "argmin" or "eq" or "gt" or "lt" or "ge" or "le" or "ne")
        {
            return value.Name == "to_type" && TypeArgument(value) == "Float16";
        }

        if (TypeArgument(value) is { } type)
        {
            return type == "Float16";
        }

        if (value.Name is "masked_fill" or "gather" or "index" or "index_select" or "masked_select" or "dropout")
        {
            return value.Inputs.Count > 0 && Contains(value.Inputs[0]); // masks and indices are of other types
        }

        return value.Inputs.Count > 0 && value.Inputs.Any(Contains) && value.Inputs.All(i => i.Kind == ValueKind.Constant || Contains(i) || !IsTensor(i));
    }

    private bool IsTensor(Value value) => value.Origin is null || _known.IsTensor(value.Origin.Type);

    // The scalar type among the arguments, "?" where it is not a constant.
    private static string? TypeArgument(Value value)
    {
        if (value.Origin is not IInvocationOperation call)
        {
            return null;
        }

        var argument = call.Arguments.FirstOrDefault(a => a is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } p } && IsScalarType(p.Type));
        return argument is null ? null : ScalarTypes.NameOf(Unwrap(argument.Value)) ?? "?";
    }

    private static bool IsScalarType(ITypeSymbol type) =>
        type.Name == "ScalarType" || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [{ Name: "ScalarType" }] };

    private static IOperation Unwrap(IOperation operation) => operation is IConversionOperation conversion ? Unwrap(conversion.Operand) : operation;

    // A model that names FP32 in its source may cast its output.
    private bool MentionsFloat(INamedTypeSymbol type) =>
        !_compilation.Has(type)
        || type.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantTokens().Any(t => t.ValueText is "Float32" or "float32" or "float" or "@float" && t.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.SimpleNameSyntax));
}
