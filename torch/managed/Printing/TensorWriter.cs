using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes tensors down as text.</summary>
internal sealed class TensorWriter(PrintOptions options, CultureInfo culture)
{
    private readonly StringBuilder _text = new();

    internal static string Metadata(Tensor tensor) =>
        $"[{string.Join('x', tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";

    internal string Write(Tensor tensor)
    {
        // A copy on the CPU without a graph; what is written and made on the way dies here.
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var values = tensor.detach().cpu();
        switch (options.Style)
        {
            case TensorStringStyle.Numpy:
                Nested(values, '[', ']', 0);
                break;
            case TensorStringStyle.CSharp:
                _text.Append(tensor.dtype).Append('[').AppendJoin(',', tensor.shape).Append("] ");
                Nested(values, '{', '}', 0);
                break;
            case TensorStringStyle.Julia:
                _text.Append(Metadata(tensor));
                Rows(values, []);
                break;
            default:
                _text.Append(Metadata(tensor));
                break;
        }

        return _text.ToString();
    }

    private void Nested(Tensor tensor, char open, char close, int depth)
    {
        if (tensor.ndim == 0)
        {
            _text.Append(Number(tensor));
            return;
        }

        _text.Append(open);
        var innermost = tensor.ndim == 1;
        var first = true;
        foreach (var n in Shown(tensor.size(0), innermost ? options.MaxColumns : options.MaxRows))
        {
            if (!first)
                _text.Append(innermost ? ", " : "," + string.Concat(Enumerable.Repeat(options.NewLine, (int)tensor.ndim - 1)) + new string(' ', depth + 1));
            first = false;
            if (n < 0)
                _text.Append("...");
            else
                Nested(tensor[n], open, close, depth + 1);
        }

        _text.Append(close);
    }

    /// <summary>Matrices row by row; those of a batch under their indices.</summary>
    private void Rows(Tensor tensor, long[] indices)
    {
        if (tensor.ndim == 0)
        {
            _text.Append(", value = ").Append(Number(tensor));
            return;
        }

        if (tensor.ndim > 2)
        {
            foreach (var n in Shown(tensor.size(0), options.MaxRows))
            {
                if (n >= 0)
                    Rows(tensor[n], [.. indices, n]);
                else
                    _text.Append(options.NewLine).Append("...");
            }

            return;
        }

        if (indices.Length > 0)
            _text.Append(options.NewLine).Append('[').AppendJoin(',', indices).Append(",..,..] =");
        var matrix = tensor.ndim == 1 ? tensor.unsqueeze(0) : tensor;
        var columns = Shown(matrix.size(1), options.MaxColumns);
        var table = Shown(matrix.size(0), options.MaxRows)
            .Select(row => columns.Select(column => row < 0 || column < 0 ? "..." : Number(matrix[row, column])).ToArray())
            .ToArray();
        var width = table.SelectMany(row => row).Select(cell => cell.Length).DefaultIfEmpty(0).Max();
        foreach (var row in table)
            _text.Append(options.NewLine).AppendJoin(' ', row.Select(cell => cell.PadLeft(width + 1)));
    }

    /// <summary>Which indices are written; -1 stands for those left out.</summary>
    private static List<long> Shown(long count, int most)
    {
        var shown = new List<long>();
        var leading = count <= most ? count : most - most / 2;
        for (var n = 0L; n < leading; n++)
            shown.Add(n);
        if (count <= most)
            return shown;
        shown.Add(-1);
        for (var n = count - most / 2; n < count; n++)
            shown.Add(n);
        return shown;
    }

    private string Number(Tensor element)
    {
        var scalar = element.ToScalar();
        return scalar.Type switch
        {
            ScalarType.Int64 => scalar.ToInt64().ToString(culture),
            ScalarType.Bool => scalar.ToBoolean() ? "True" : "False",
            ScalarType.Float64 => scalar.ToDouble().ToString(options.FloatFormat, culture),
            _ => scalar.ToComplexFloat64().ToString(options.FloatFormat, culture),
        };
    }
}
