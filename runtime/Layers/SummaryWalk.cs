using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>A line of a summary.</summary>
internal sealed record SummaryLine(string Key, string Layer, string Output, long Parameters, string Deviation, Operations Operations);

/// <summary>Goes through the parts of a model and through theirs, line by line.</summary>
/// <param name="run">What a run of the model told; null where there was none.</param>
internal sealed class SummaryWalk(SampleRun? run)
{
    private readonly List<SummaryLine> _lines = [];

    public IReadOnlyList<SummaryLine> Lines => _lines;

    /// <summary>Adds a line for every part, each followed by those of its own parts, and returns the operations of all.</summary>
    /// <param name="described">The class.</param>
    /// <param name="counted">What operations are counted for where it begins, and then where it ends.</param>
    /// <param name="prefix">What stands before the keys.</param>
    /// <param name="indent">What stands before that.</param>
    public Operations Walk(IDescribed described, ref CountedFor counted, string prefix = "", string indent = "")
    {
        Operations sum = default;
        var arriving = described.IsStream && described is nn.Module outer ? run?.Input(outer) : null;
        foreach (var row in described.SummaryRows())
        {
            if (!described.IsStream)
                (counted, arriving) = (CountedFor.Vector, null);

            var place = _lines.Count;
            var blocks = BlocksOf(row);
            var operations = row.Tied is { } tied ? OfTied(tied, arriving, counted) : OfPart(row.Module!, blocks, ref counted, $"{prefix}{row.Key}{(blocks is null ? "" : ".*")}.", indent + "  ");
            arriving = row.Tied is { } weight ? After(weight, arriving) : run?.Output(blocks is [.., var last] ? last : row.Module!);
            _lines.Insert(place, new SummaryLine(
                indent + prefix + row.Key,
                blocks is null ? row.Layer : FormattableString.Invariant($"{row.Layer} × {blocks.Count}"),
                arriving is null ? row.Output : $"[{string.Join(", ", arriving)}]",
                Parameters(row),
                Deviation(row),
                operations));
            sum += operations;
        }

        return sum;
    }

    /// <summary>The parameters of a row's own.</summary>
    public static long Parameters(ModelSummary.Row row) => row.Module?.parameters().Sum(static p => p.numel()) ?? 0;

    /// <summary>The blocks of a stack; null for anything else.</summary>
    public static IReadOnlyList<nn.Module>? BlocksOf(ModelSummary.Row row) => row.Module is IEnumerable<nn.Module> list and not nn.Module<Tensor, Tensor> ? list.ToList() : null;

    private Operations OfPart(nn.Module module, IReadOnlyList<nn.Module>? blocks, ref CountedFor counted, string prefix, string indent)
    {
        if (blocks is null)
            return OfModule(module, ref counted, prefix, indent);

        // The lines of one block stand for those of all.
        Operations sum = default;
        for (var i = 0; i < blocks.Count; i++)
            sum += (i == 0 ? this : new SummaryWalk(run)).OfModule(blocks[i], ref counted, prefix, indent);

        return sum;
    }

    private Operations OfModule(nn.Module module, ref CountedFor counted, string prefix, string indent)
    {
        counted = Products.CountedFor(module) is CountedFor.Token ? CountedFor.Token : counted;
        var below = module is IDescribed described ? Walk(described, ref counted, prefix, indent) : OfPlain(module, counted);
        counted = Products.CountedForAfter(module) ?? (module is IDescribed { IsStream: false } ? CountedFor.Vector : counted);
        return run?.Operations(module) ?? below;
    }

    /// <summary>The operations of a module and of all in it, without a run.</summary>
    private static Operations OfPlain(nn.Module module, CountedFor counted)
    {
        var own = Products.Of(module) is { } number ? Operations.Of(number, Products.CountedFor(module) ?? counted) : Operations.Unknown;
        return Products.IsWhole(module) ? own : module.named_children().Aggregate(own, (sum, child) => sum + OfPlain(child.module, counted));
    }

    /// <summary>Of a product with another layer's weight, [outputs, inputs].</summary>
    private Operations OfTied(Tensor weight, long[]? arriving, CountedFor counted) =>
        run is null ? Operations.Of(2 * weight.numel(), counted)
        : arriving is null ? Operations.Unknown
        : new Operations(Samples: 2 * weight.numel() * (arriving.Aggregate(1L, static (product, size) => product * size) / arriving[^1]));

    private static long[]? After(Tensor weight, long[]? arriving) => arriving is null ? null : [.. arriving[..^1], weight.shape[0]];

    private static string Deviation(ModelSummary.Row row)
    {
        var weights = row.Tied is { } tied ? new List<Tensor> { tied } : row.Module!.parameters().Where(static p => p.dim() >= 2).ToList<Tensor>();
        weights.RemoveAll(static w => w.numel() < 2);
        if (weights.Count == 0)
            return "";

        using var scope = NewDisposeScope();
        var deviations = weights.Select(static w => w.to(ScalarType.Float64).std().ToDouble()).ToList();
        var (least, most) = (Format(deviations.Min()), Format(deviations.Max()));
        return string.Equals(least, most, StringComparison.Ordinal) ? least : $"{least} .. {most}";

        static string Format(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
    }
}
