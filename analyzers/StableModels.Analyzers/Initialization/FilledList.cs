using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>
/// The layers that a class puts into a list, a ModuleList or a Sequential, in order: one by one, those of a counted loop as many
/// times as it runs, or all at once by a query.
/// </summary>
internal sealed class FilledList
{
    /// <summary>Longer lists are not followed.</summary>
    public const int MostLayers = 256;

    // The kinds of what Filled looks at.
    private static readonly OperationKind[] Filling =
        [OperationKind.VariableDeclarator, OperationKind.FieldInitializer, OperationKind.PropertyInitializer, OperationKind.SimpleAssignment];

    private FilledList(IReadOnlyList<(ModuleInfo Layer, ISymbol? Holder)> layers) => Layers = layers;

    /// <summary>Each layer with the local that holds it while it is made.</summary>
    public IReadOnlyList<(ModuleInfo Layer, ISymbol? Holder)> Layers { get; }

    /// <summary>The lists of a class whose every layer is seen.</summary>
    public static Dictionary<ISymbol, FilledList> In(ModuleClass module)
    {
        var lists = new Dictionary<ISymbol, FilledList>(SymbolEqualityComparer.Default);
        foreach (var changes in module.Calls.Where(call => IsChange(call) && ListOf(call.Instance) is not null).GroupBy(call => ListOf(call.Instance)!, SymbolEqualityComparer.Default))
        {
            if (Read(module, [.. changes]) is { } layers)
            {
                lists.Add(changes.Key!, new FilledList(layers));
            }
        }

        foreach (var value in module.Operations.Of(Filling))
        {
            if (Filled(value) is var (list, given) && QueriedLayers.Of(module, given) is { } layers
                && module.Assigned(list).Count == 1 && !lists.ContainsKey(list)
                && !module.Calls.Any(call => IsChange(call) && SymbolEqualityComparer.Default.Equals(ListOf(call.Instance), list)))
            {
                lists.Add(list, new FilledList(layers));
            }
        }

        return lists;
    }

    /// <summary>The field, property or local that holds a list.</summary>
    public static ISymbol? ListOf(IOperation? value) => value switch
    {
        IConversionOperation conversion => ListOf(conversion.Operand),
        ILocalReferenceOperation local => local.Local,
        IInvocationOperation { TargetMethod.Name: "ToArray" } copy => ListOf(copy.Instance ?? copy.Arguments.FirstOrDefault()?.Value),
        null => null,
        _ => Registration.Member(value),
    };

    // What a name is given where it is declared or assigned.
    private static (ISymbol List, IOperation Given)? Filled(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation { Initializer.Value: var value } declarator => (declarator.Symbol, value),
        IFieldInitializerOperation { InitializedFields: [var field] } initializer => (field, initializer.Value),
        IPropertyInitializerOperation { InitializedProperties: [var property] } initializer => (property, initializer.Value),
        ISimpleAssignmentOperation assignment when ListOf(assignment.Target) is { } list => (list, assignment.Value),
        _ => null,
    };

    private static bool IsChange(IInvocationOperation call) =>
        call.TargetMethod.Name is "Add" or "append" or "Insert" or "extend" or "AddRange" or "Clear" or "Remove" or "RemoveAt" or "Reverse";

    private static List<(ModuleInfo Layer, ISymbol? Holder)>? Read(ModuleClass module, IInvocationOperation[] changes)
    {
        var layers = new List<(ModuleInfo, ISymbol?)>();
        for (var first = 0; first < changes.Length;)
        {
            var loop = LoopAround(changes[first]);
            var round = changes.Skip(first).TakeWhile(call => ReferenceEquals(LoopAround(call), loop)).ToArray();
            var added = round.Select(call => Added(module, call)).ToArray();
            if (RoundsOf(loop) is not { } count || layers.Count + (count * added.Length) > MostLayers || Array.Exists(added, layer => layer is null)
                || Array.Exists(round, call => !IsUnconditional(call, loop)))
            {
                return null;
            }

            for (var i = 0; i < count; i++)
            {
                layers.AddRange(added.Select(layer => layer!.Value));
            }

            first += round.Length;
        }

        return layers;
    }

    private static (ModuleInfo Layer, ISymbol? Holder)? Added(ModuleClass module, IInvocationOperation call) =>
        call.TargetMethod.Name is "Add" or "append" && call.Arguments is [.., { Value: var last }] && Single(last) is { } value && module.Resolve(value) is { } layer
            ? (layer, ListOf(value))
            : null;

    /// <summary>The one value of <c>Add(("name", layer))</c> and of <c>append(layer)</c>, whose parameter is an array.</summary>
    public static IOperation? Single(IOperation value) => value switch
    {
        IConversionOperation conversion => Single(conversion.Operand),
        ITupleOperation { Elements: [_, var layer] } => Single(layer),
        IArrayCreationOperation array => array.Initializer?.ElementValues is [var only] ? Single(only) : null,
        _ => value,
    };

    private static ILoopOperation? LoopAround(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation loop)
            {
                return loop;
            }
        }

        return null;
    }

    private static bool IsUnconditional(IOperation operation, ILoopOperation? loop)
    {
        for (var at = operation.Parent; at is not null && !ReferenceEquals(at, loop); at = at.Parent)
        {
            if (at is not (IBlockOperation or IExpressionStatementOperation or IMethodBodyBaseOperation))
            {
                return false;
            }
        }

        return true;
    }

    private static int? RoundsOf(ILoopOperation? loop) =>
        loop is null ? 1 : LoopAround(loop) is null && Rounds.Of(loop, Rounds.Constant) is > 0 and var rounds ? rounds : null;
}
