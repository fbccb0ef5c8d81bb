using System.Globalization;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>The table behind a declared model's <c>Describe()</c>.</summary>
public static class ModelSummary
{
    private static readonly string[] Titles = ["layer", "type", "output", "parameters", "std", "FLOPs/token"];

    /// <summary>One part of a model.</summary>
    /// <param name="Key">Its name in the state dictionary.</param>
    /// <param name="Layer">What it is.</param>
    /// <param name="Output">The shape it gives.</param>
    /// <param name="Module">The module, or null for a view of another's weight.</param>
    /// <param name="Tied">That weight.</param>
    public sealed record Row(string Key, string Layer, string Output, nn.Module? Module, Tensor? Tied = null);

    /// <summary>
    /// Layer, output shape, number of parameters, standard deviation of the weight matrices as they are now, and floating-point
    /// operations per token: two for each weight of a matrix product, of experts those that a token visits, none for a table look-up. What attention adds with the length of the sequence is not in it.
    /// </summary>
    /// <remarks>A stack has one row with the number of its blocks, and below it the parts of one of them; a declared part is followed by its own. What stands below is not added to the total again.</remarks>
    /// <param name="model">The model's name.</param>
    /// <param name="rows">Its parts.</param>
    public static string Describe(string model, IReadOnlyList<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var noGrad = no_grad();
        var cells = new List<string[]> { Titles };
        long parameters = 0, operations = 0;
        foreach (var row in rows)
        {
            parameters += Count(row);
            operations += Flops(row);
            cells.AddRange(Lines(row, row.Key, ""));
        }

        cells.Add(["total", model, "", Number(parameters), "", Number(operations)]);
        return Table(cells);
    }

    /// <summary>A row and what stands below it: the parts of a declared class, those of the first block for a stack.</summary>
    private static IEnumerable<string[]> Lines(Row row, string key, string indent)
    {
        var blocks = row.Module is IEnumerable<nn.Module> list ? list.ToList() : null;
        var layer = blocks is null ? row.Layer : FormattableString.Invariant($"{row.Layer} × {blocks.Count}");
        yield return [indent + key, layer, row.Output, Number(Count(row)), Deviation(row), Number(Flops(row))];
        if ((blocks is null ? row.Module : blocks.FirstOrDefault()) is not IDescribed described)
        {
            yield break;
        }

        foreach (var part in described.SummaryRows())
        {
            foreach (var line in Lines(part, $"{key}{(blocks is null ? "" : ".*")}.{part.Key}", indent + "  "))
            {
                yield return line;
            }
        }
    }

    private static long Count(Row row) => row.Module?.parameters().Sum(static p => p.numel()) ?? 0;

    private static long Flops(Row row) => row.Tied is { } tied ? 2 * tied.numel() : Operations(row.Module!);

    private static long Operations(nn.Module module)
    {
        if (module is Embedding or EmbeddingBag or LearnedPositions)
        {
            return 0;
        }

        if (module is MixtureOfExperts experts)
        {
            return experts.OperationsPerToken;
        }

        return module.parameters(recurse: false).Where(static p => p.dim() >= 2).Sum(static p => 2 * p.numel())
            + module.named_children().Sum(static child => Operations(child.module));
    }

    private static string Deviation(Row row)
    {
        var weights = row.Tied is { } tied ? new List<Tensor> { tied } : row.Module!.parameters().Where(static p => p.dim() >= 2).ToList<Tensor>();
        weights.RemoveAll(static w => w.numel() < 2);
        if (weights.Count == 0)
        {
            return "";
        }

        using var scope = NewDisposeScope();
        var deviations = weights.Select(static w => w.to(ScalarType.Float64).std().ToDouble()).ToList();
        var (least, most) = (Format(deviations.Min()), Format(deviations.Max()));
        return string.Equals(least, most, StringComparison.Ordinal) ? least : $"{least} .. {most}";

        static string Format(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Table(List<string[]> cells)
    {
        var widths = Enumerable.Range(0, Titles.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        var table = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i == 1 || i == cells.Count - 1)
            {
                table.AppendLine(new string('-', widths.Sum() + 2 * (widths.Length - 1)));
            }

            // Names to the left, numbers to the right.
            var line = cells[i].Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            table.AppendLine(string.Join("  ", line).TrimEnd());
        }

        return table.ToString();
    }
}
