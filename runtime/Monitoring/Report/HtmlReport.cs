using System.Text;
using System.Text.Encodings.Web;

namespace StableModels.Monitoring.Report;

/// <summary>
/// One self-contained page with the curves of one or several runs: loss, gradient norm with the clip threshold, clip rate, learning rate,
/// loss scale, per-layer heat maps and the findings marked on the curves. It opens without a network and follows the reader's light or dark theme.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the page aside and renames it over <paramref name="path"/>, so that a reader never sees half of it.</summary>
    /// <param name="path">The page's file; its folder is made when needed.</param>
    /// <param name="title">The heading.</param>
    /// <param name="runs">The runs, in the order in which they stand beside each other.</param>
    /// <exception cref="ArgumentException">No title or no run.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string title, params IReadOnlyList<RunHistory> runs)
    {
        var page = Render(title, runs);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>Call before training: proves that the page can be written at its end.</summary>
    /// <exception cref="IOException">The path cannot be written; the message says which and what to do.</exception>
    public static void RequireWritable(string path) => AtomicFile.RequireWritable(path);

    /// <summary>The page as text.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static string Render(string title, params IReadOnlyList<RunHistory> runs)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new ArgumentException("A report needs at least one run.", nameof(runs));

        foreach (var run in runs)
            run.Flush();
        var data = ReportData.ToJson(runs, DateTimeOffset.UtcNow);
        return Fill(Resource("report.html"), placeholder => placeholder switch
        {
            "title" => HtmlEncoder.Default.Encode(title),
            "data" => data,
            "uPlot-licence" => Resource("uPlot.LICENSE"),
            "uPlot-css" => Resource("uPlot.uPlot.min.css"),
            "uPlot-js" => Resource("uPlot.uPlot.iife.min.js"),
            "report-css" => Resource("report.css"),
            "report-js" => Resource("report.js"),
            _ => throw new InvalidOperationException($"report.html names an unknown placeholder '{placeholder}'."),
        });
    }

    // One pass: what is filled in is never searched for placeholders, so no title or layer name can inject another.
    private static string Fill(string template, Func<string, string> value)
    {
        var page = new StringBuilder();
        var at = 0;
        while (template.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, at, open - at).Append(value(template[(open + 2)..close]));
            at = close + 2;
        }
        return page.Append(template, at, template.Length - at).ToString();
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"StableModels.Report.{name}")
            ?? throw new InvalidOperationException($"StableModels.dll was built without its resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
