using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>The style that is used where none is named.</summary>
    public static TensorStringStyle TensorStringStyle
    {
        get => s_printing.Style;
        set => s_printing = s_printing with { Style = value == TensorStringStyle.Default ? TensorStringStyle.Julia : value };
    }

    internal static PrintOptions s_printing = new(TensorStringStyle.Julia, "g5", 100, Environment.NewLine, 6, 6);

    public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null, int? maxColumns = null)
    {
        s_printing = s_printing with
        {
            FloatFormat = floatFormat ?? s_printing.FloatFormat,
            LineWidth = linewidth ?? s_printing.LineWidth,
            NewLine = newLine ?? s_printing.NewLine,
            MaxRows = maxRows ?? s_printing.MaxRows,
            MaxColumns = maxColumns ?? s_printing.MaxColumns,
        };
        if (style is { } wanted)
            TensorStringStyle = wanted;
    }

    public static void set_printoptions(int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, (sci_mode ? "E" : "F") + precision.ToString(CultureInfo.InvariantCulture), linewidth, newLine, maxRows, maxColumns);

    /// <summary>How tensors are written: formats, and how many rows and columns before the middle is left out.</summary>
    internal sealed record PrintOptions(TensorStringStyle Style, string FloatFormat, int LineWidth, string NewLine, int MaxRows, int MaxColumns);
}
