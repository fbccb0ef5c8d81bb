using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// The operations of a class, sorted by kind while it is read: some dozen rules each look for a few kinds, and would ask each
/// operation for its kind again. Kinds that nobody looks for, which most operations are of, are not kept.
/// </summary>
internal sealed class OperationsByKind
{
    private static readonly OperationKind[] Kept =
    [
        OperationKind.Argument,
        OperationKind.ArrayInitializer,
        OperationKind.Binary,
        OperationKind.CoalesceAssignment,
        OperationKind.CollectionExpression,
        OperationKind.CompoundAssignment,
        OperationKind.Conversion,
        OperationKind.DeconstructionAssignment,
        OperationKind.DynamicInvocation,
        OperationKind.FieldInitializer,
        OperationKind.Interpolation,
        OperationKind.Invocation,
        OperationKind.LocalReference,
        OperationKind.MethodReference,
        OperationKind.ObjectCreation,
        OperationKind.PropertyInitializer,
        OperationKind.Return,
        OperationKind.SimpleAssignment,
        OperationKind.Spread,
        OperationKind.Tuple,
        OperationKind.VariableDeclarator,
        OperationKind.YieldReturn,
    ];

    private static readonly Dictionary<OperationKind, int> Places = Enumerable.Range(0, Kept.Length).ToDictionary(place => Kept[place]);

    private readonly List<IOperation>?[] _operations = new List<IOperation>?[Kept.Length];

    public void Add(IOperation operation, OperationKind kind)
    {
        if (Places.TryGetValue(kind, out var place))
        {
            (_operations[place] ??= []).Add(operation);
        }
    }

    /// <summary>Those of one kind, in source order.</summary>
    public IReadOnlyList<IOperation> Of(OperationKind kind) =>
        Places.TryGetValue(kind, out var place) ? _operations[place] ?? [] : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Add the kind to those that are kept.");

    /// <summary>Those of several kinds, kind by kind.</summary>
    public IEnumerable<IOperation> Of(params OperationKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            foreach (var operation in Of(kind))
            {
                yield return operation;
            }
        }
    }
}
