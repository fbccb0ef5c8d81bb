using System.Text;
using System.Text.Json;

namespace StableModels.Monitoring.Report;

/// <summary>
/// The runs as the JSON that report.js reads. The writer's default encoder leaves no &lt;, &gt; or &amp; in it, so that no name can end the
/// script element it stands in. Values that are not finite become null.
/// </summary>
internal static class ReportData
{
    public static string ToJson(IReadOnlyList<RunHistory> runs, DateTimeOffset written)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("written", written);
            json.WriteStartArray("runs");
            foreach (var run in runs)
                WriteRun(json, run);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteRun(Utf8JsonWriter json, RunHistory run)
    {
        json.WriteStartObject();
        json.WriteString("name", run.Name);
        json.WriteNumber("lastStep", run.Last.Step);
        WriteNumber(json, "clipThreshold", run.ClipThreshold ?? double.NaN);
        WriteSummary(json, run);

        json.WriteStartArray("facts");
        foreach (var (name, value) in run.Facts)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndArray();

        json.WriteStartObject("series");
        WriteSeries(json, "loss", run.Loss);
        WriteSeries(json, "gradientNorm", run.GradientNorm);
        WriteSeries(json, "clipRate", run.ClipRate);
        WriteSeries(json, "learningRate", run.LearningRate);
        WriteSeries(json, "lossScale", run.LossScale);
        json.WriteEndObject();

        json.WriteStartArray("heatMaps");
        foreach (var layers in run.Layers)
            WriteHeatMap(json, layers);
        json.WriteEndArray();

        json.WriteStartArray("findings");
        foreach (var finding in run.Findings)
            WriteFinding(json, finding);
        json.WriteEndArray();
        json.WriteNumber("findingsLeftOut", run.FindingsLeftOut);
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, RunHistory run)
    {
        json.WriteStartObject("summary");
        WriteNumber(json, "lastLoss", run.Last.Loss);
        WriteNumber(json, "lowestLoss", run.LowestLoss);
        WriteNumber(json, "largestGradientNorm", run.LargestGradientNorm);
        WriteNumber(json, "clippedFraction", run.ClippedFraction);
        json.WriteNumber("skippedSteps", run.SkippedSteps);
        json.WriteNumber("rolledBack", run.RollBacks);
        json.WriteNumber("seconds", run.Last.Elapsed.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteSeries(Utf8JsonWriter json, string name, BoundedSeries series)
    {
        if (series.Buckets.Count == 0)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("width", series.Width);
        json.WriteStartArray("step");
        foreach (var bucket in series.Buckets)
            json.WriteNumberValue(bucket.First);
        json.WriteEndArray();
        WriteColumn(json, "mean", series, bucket => bucket.Mean);
        WriteColumn(json, "low", series, bucket => bucket.Low);
        WriteColumn(json, "high", series, bucket => bucket.High);
        json.WriteStartArray("nonFinite");
        for (var i = 0; i < series.Buckets.Count; i++)
        {
            if (series.Buckets[i].NonFinite > 0)
                json.WriteNumberValue(i);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, string name, BoundedSeries series, Func<BoundedSeries.Bucket, double> value)
    {
        json.WriteStartArray(name);
        foreach (var bucket in series.Buckets)
            WriteValue(json, value(bucket));
        json.WriteEndArray();
    }

    private static void WriteHeatMap(Utf8JsonWriter json, LayerHistory layers)
    {
        json.WriteStartObject();
        json.WriteString("title", layers.Title);
        json.WriteStartArray("layers");
        foreach (var layer in layers.Layers)
            json.WriteStringValue(layer);
        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var (step, _) in layers.Readings)
            json.WriteNumberValue(step);
        json.WriteEndArray();
        json.WriteStartArray("values");
        for (var layer = 0; layer < layers.Layers.Count; layer++)
        {
            json.WriteStartArray();
            foreach (var (_, values) in layers.Readings)
                WriteValue(json, values[layer]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("name", finding.Name);
        json.WriteString("severity", finding.Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "info",
        });
        json.WriteNumber("step", finding.Step);
        json.WriteString("evidence", finding.Evidence);
        json.WriteString("advice", finding.Advice);
        json.WriteString("layer", finding.Layer);
        json.WriteString("link", finding.Link?.AbsoluteUri);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    // Seven digits are what a curve or its tooltip can show, and less than half of the page.
    private static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(double.Parse(value.ToString("G7", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNullValue();
    }
}
