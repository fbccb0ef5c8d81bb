using StableModels.Monitoring.Detection;
using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Monitoring;

/// <summary>Measures all parameters and their gradients in one pass over the arena.</summary>
internal sealed class LayerReader
{
    private readonly ParameterArena _arena;
    private readonly FlatOptimizer _optimizer;
    private readonly ArenaSegment[] _order;
    private readonly WatchedParameter[] _parameters;
    private readonly long[] _rowsOfVectors;
    private Tensor? _before;
    private long _beforeStep = -1;
    private int _looksForSymmetry = 3;
    private double[]? _firstWeights;

    public LayerReader(Module model, ParameterArena arena, FlatOptimizer optimizer)
    {
        _arena = arena;
        _optimizer = optimizer;
        _order = InModelOrder(model, arena);
        var tables = TablesOf(model);
        _parameters = [.. _order.Select(segment => new WatchedParameter(segment.Name, KindOf(segment, tables)))];
        _rowsOfVectors = [.. _order.Where(IsVector).SelectMany(RowsOf)];
    }

    /// <summary>Whether it reads this arena.</summary>
    public bool Reads(ParameterArena arena) => ReferenceEquals(arena, _arena);

    /// <summary>Keeps a copy of the parameters; the next step's change is measured against it.</summary>
    public void KeepParameters(long step)
    {
        using var noGrad = no_grad();
        if (_before is null)
            _before = _arena.Parameters.detach().clone().DetachFromDisposeScope();
        else
            _before.copy_(_arena.Parameters);
        _beforeStep = step;
    }

    public void ForgetParameters()
    {
        _before?.Dispose();
        (_before, _beforeStep) = (null, -1);
    }

    public LayerReading Read(long step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = _arena.GradientRows;
        var measured = new List<Tensor>
        {
            _arena.NormsPerSegment(rows),
            _arena.ParameterNorms(),
        };
        var hasUpdate = _before is not null && _beforeStep == step - 1;
        if (hasUpdate)
            measured.Add(_arena.NormsPerSegment(_before!.sub_(_arena.Parameters).view(-1, ParameterArena.RowLength)));
        measured.Add(NonZerosOfVectors());
        _beforeStep = -1;
        var values = StepScalar.ReadAll(stack(measured).view(-1));

        var count = _arena.Segments.Count;
        double[] InOrder(int row, Func<ArenaSegment, double, double>? convert = null) =>
            [.. _order.Select(segment => values[(row * count) + segment.Index] is var value && convert is null ? value : convert!(segment, value))];
        var (gradients, weights) = (InOrder(0), InOrder(1));
        var firstWeights = _firstWeights;
        _firstWeights ??= weights;
        return new LayerReading(step, _parameters)
        {
            SymmetricKernels = _looksForSymmetry-- > 0 ? SymmetricKernels() : [],
            GradientNorm = gradients,
            WeightNorm = weights,
            ZeroGradientShare = InOrder(measured.Count - 1, (segment, others) => IsVector(segment) ? 1 - (others / segment.Length) : double.NaN),
            NonFinite = Array.TrueForAll(gradients, double.IsFinite) ? new long[count] : NonFinite(rows),
            LargestWeights = LargestWeights(weights),
            Unreached = Unreached(gradients, weights, firstWeights),
            UpdateRatio = hasUpdate
                ? [.. InOrder(2).Zip(weights, (update, weight) => weight > 0 ? update / weight : double.NaN)]
                : [.. weights.Select(_ => double.NaN)],
        };
    }

    // How many gradient elements of vectors are not zero. Of matrices nobody asks, and they are nearly all of the arena.
    private Tensor NonZerosOfVectors()
    {
        using var index = tensor(_rowsOfVectors, device: _arena.Device);
        using var counts = _arena.GradientRows.index_select(0, index).ne(0).sum(1, type: ScalarType.Float64);
        using var owners = _arena.SegmentOfRow.index_select(0, index);
        return zeros(_arena.Segments.Count, dtype: ScalarType.Float64, device: _arena.Device).index_add_(0, owners, counts, 1);
    }

    // Finite norms are of finite elements; only otherwise is there something to count.
    private long[] NonFinite(Tensor rows)
    {
        var counts = StepScalar.ReadAll(_arena.SumPerSegment(rows.isfinite().logical_not().sum(1)));
        return [.. _order.Select(segment => (long)counts[segment.Index])];
    }

    private (string, double)[] LargestWeights(double[] norms)
    {
        var large = _order.Where((_, i) => norms[i] > LayerReading.LargeWeight).ToList();
        if (large.Count == 0)
            return [];
        var largest = StepScalar.ReadAll(stack(large.Select(segment => _arena.Parameters.narrow(0, segment.Offset, segment.Length).abs().max().to(ScalarType.Float64))));
        return [.. large.Select((segment, i) => (segment.Name, largest[i]))];
    }

    // A gradient of 0 is common: an expert that was not chosen, a branch that was dropped, a batch without that task. One that never came is not. The optimiser remembers every one;
    // without its memory (SGD) a weight that has not moved by a bit tells. Of experts, which are alike but for a number in their name, only those are told of that are all unreached.
    private string[] Unreached(double[] gradients, double[] weights, double[]? firstWeights)
    {
        var candidates = Enumerable.Range(0, gradients.Length).Where(i => gradients[i] == 0 && _parameters[i].Kind != ParameterKind.Embedding).ToList();
        if (candidates.Count == 0 || !Array.Exists(gradients, norm => norm > 0))
            return [];
        var remembered = _optimizer.Remembered() is { } memory ? StepScalar.ReadAll(memory) : null;
        var unreached = candidates.Where(i => remembered is null ? firstWeights is not null && firstWeights[i] == weights[i] : remembered[_order[i].Index] == 0).ToHashSet();
        var reachedKinds = Enumerable.Range(0, gradients.Length).Where(i => !unreached.Contains(i)).Select(KindOfSibling).ToHashSet(StringComparer.Ordinal);
        return [.. unreached.Where(i => !reachedKinds.Contains(KindOfSibling(i))).Select(i => _parameters[i].Name)];

        string KindOfSibling(int i) => string.Join('.', _parameters[i].Name.Split('.').Select(part => part.All(char.IsAsciiDigit) ? "#" : part)) + $" [{string.Join(',', _order[i].Shape)}]";
    }

    // Units that start alike stay alike: it is enough to look at the beginning, kernel by kernel. The last kernel's rows may be alike: each gets the gradient of its own output.
    private string[] SymmetricKernels()
    {
        var kernels = _order.Zip(_parameters).Where(item => item.Second.Kind == ParameterKind.Kernel).Select(item => item.First).ToList();
        var hidden = kernels.SkipLast(1).Where(segment => segment.Shape[0] > 1 && segment.Length > 0).ToList();
        if (hidden.Count == 0)
            return [];
        var flags = StepScalar.ReadAll(stack(hidden.Select(segment =>
            AlikeRows.Stay(RowsOf(_arena.Parameters, segment), RowsOf(_arena.Gradients, segment)).to(ScalarType.Float64))));
        return [.. hidden.Where((_, i) => flags[i] != 0).Select(segment => segment.Name)];
    }

    private static Tensor RowsOf(Tensor flat, ArenaSegment segment) => flat.narrow(0, segment.Offset, segment.Length).view(segment.Shape[0], -1);

    // The arena is laid out by parameter group; readings follow the network from its input to its output.
    private static ArenaSegment[] InModelOrder(Module model, ParameterArena arena)
    {
        var position = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, _) in model.named_parameters())
            position.TryAdd(name, position.Count);
        return [.. arena.Segments.OrderBy(segment => position.GetValueOrDefault(segment.Name, int.MaxValue))];
    }

    // Of a table of rows a batch touches only some, so that zero gradients in it mean nothing.
    private static HashSet<string> TablesOf(Module model) =>
    [
        .. model.named_modules()
            .Where(item => item.module.GetName() is "Embedding" or "EmbeddingBag" or "LearnedPositions")
            .SelectMany(item => item.module.named_parameters(recurse: false).Select(parameter => item.name.Length == 0 ? parameter.name : $"{item.name}.{parameter.name}")),
    ];

    private static bool IsVector(ArenaSegment segment) => segment.Shape.Length < 2;

    private static IEnumerable<long> RowsOf(ArenaSegment segment)
    {
        for (var row = segment.Offset / ParameterArena.RowLength; row * ParameterArena.RowLength < segment.Offset + segment.Length; row++)
            yield return row;
    }

    private static ParameterKind KindOf(ArenaSegment segment, HashSet<string> tables) => IsVector(segment)
        ? ParameterKind.Vector
        : tables.Contains(segment.Name) ? ParameterKind.Embedding : ParameterKind.Kernel;
}
