using System.Globalization;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>The table behind a declared model's <c>Describe()</c>.</summary>
public static class ModelSummary
{
    /// <summary>One part of a model.</summary>
    /// <param name="Key">Its name in the state dictionary.</param>
    /// <param name="Layer">What it is.</param>
    /// <param name="Output">The shape it gives.</param>
    /// <param name="Module">The module, or null for a view of another's weight.</param>
    /// <param name="Tied">That weight.</param>
    public sealed record Row(string Key, string Layer, string Output, nn.Module? Module, Tensor? Tied = null);

    /// <summary>
    /// Layer, output shape, number of parameters, standard deviation of the weight matrices as they are now, and floating-point operations (FLOPs): two for each weight of a matrix product, of experts those
    /// that a token visits, none for a look-up, a norm or an activation.
    /// </summary>
    /// <remarks>
    /// <para>With the shape of a sample the model runs once on zeros of that shape, in evaluation mode and without gradients: shapes and operations are those of that sample, the products of attention with the length
    /// of the sequence among them.</para>
    /// <para>Without one they are counted for what the declaration tells: for each token of a sequence, for each sample (behind <c>[Flatten]</c> and the like), for each place of the plane that a convolution
    /// gives, or, where the declaration does not tell what a layer gets (a <c>forward</c> of your own, a stream of features), for each vector. These are different things and never added up: <c>?</c> stands for what is not known then.</para>
    /// <para>A stack has one row with the number of its blocks, and below it the parts of one of them; a declared part is followed by its own. What stands below is not added to the total again.</para>
    /// </remarks>
    /// <param name="model">The model's name.</param>
    /// <param name="parts">The model, or what lists its parts.</param>
    /// <param name="sample">The shape of one sample without the batch, such as 3, 224, 224 for a picture or the length of a sequence of tokens; none for a table without a run.</param>
    /// <exception cref="ArgumentException">A shape is given for a model that does not map one tensor to one tensor.</exception>
    public static string Describe(string model, IDescribed parts, params long[] sample)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(sample);
        using var noGrad = no_grad();
        var run = sample.Length == 0 ? null : Run(model, parts, sample);
        var walk = new SummaryWalk(run);
        var counted = CountedFor.Vector;
        var total = walk.Walk(parts, ref counted);

        var all = walk.Lines.Select(static line => line.Operations).Append(total).ToList();
        var units = all.SelectMany(static operations => operations.Units).Distinct(StringComparer.Ordinal).ToList();
        var unit = units is [not "place"] ? units[0] : null;
        List<string[]> cells =
        [
            ["layer", "type", "output", "parameters", "std", unit is null ? "FLOPs" : "FLOPs/" + unit],
            .. walk.Lines.Select(line => new[] { line.Key, line.Layer, line.Output, Number(line.Parameters), line.Deviation, line.Operations.Text(hasUnit: unit is null) }),
            ["total", model, "", Number(parts.SummaryRows().Sum(SummaryWalk.Parameters)), "", total.Text(hasUnit: unit is null)],
        ];
        return Table(cells) + Remark(all, run, canRun: parts is nn.Module<Tensor, Tensor>);
    }

    private static SampleRun Run(string model, IDescribed parts, long[] sample) => parts is nn.Module<Tensor, Tensor> module
        ? SampleRun.Of(module, sample, TakesTokens(parts))
        : throw new ArgumentException($"{model} does not map one tensor to one tensor, so it cannot be run on a sample: call Describe() without a shape.", nameof(sample));

    /// <summary>Whether the first layer is a table.</summary>
    private static bool TakesTokens(IDescribed parts) => parts.SummaryRows() is [var row, ..] && (SummaryWalk.BlocksOf(row) is [var block, ..] ? block : row.Module) switch
    {
        Embedding or EmbeddingBag => true,
        IDescribed described => TakesTokens(described),
        _ => false,
    };

    private static string Remark(List<Operations> all, SampleRun? run, bool canRun) =>
        !all.Exists(static operations => operations.HasUnknown) ? ""
        : run is null ? "? depends on the size of what comes in" + (canRun ? ": give Describe the shape of one sample without the batch, such as Describe(3, 224, 224)." : ".") + Environment.NewLine
        : "? is done by modules whose products are not known here." + Environment.NewLine;

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Table(List<string[]> cells)
    {
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
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
