using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// Every operation of a class, sorted by kind while it is read: some dozen rules each look for a few kinds, and would ask each
/// operation for its kind again.
/// </summary>
internal sealed class OperationsByKind
{
    private readonly Dictionary<OperationKind, List<IOperation>> _operations = [];

    public void Add(IOperation operation, OperationKind kind)
    {
        if (!_operations.TryGetValue(kind, out var same))
        {
            _operations.Add(kind, same = []);
        }

        same.Add(operation);
    }

    /// <summary>Those of one kind, in source order.</summary>
    public IReadOnlyList<IOperation> Of(OperationKind kind) => _operations.TryGetValue(kind, out var same) ? same : [];

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
