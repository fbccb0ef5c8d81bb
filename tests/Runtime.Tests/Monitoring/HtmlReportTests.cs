using System.Text.Json;
using System.Text.RegularExpressions;
using StableModels.Monitoring;
using StableModels.Monitoring.Report;

namespace StableModels.Tests.Monitoring;

internal sealed partial class HtmlReportTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("report").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_page_holds_every_run_with_its_curves_and_findings()
    {
        var page = HtmlReport.Render("Adder", ExampleRuns.Healthy(), ExampleRuns.Exploding());

        var runs = DataOf(page).GetProperty("runs");
        Assert.That(runs.GetArrayLength(), Is.EqualTo(2));
        var stable = runs[0];
        Assert.That(stable.GetProperty("name").GetString(), Is.EqualTo("stable"));
        Assert.That(stable.GetProperty("clipThreshold").GetDouble(), Is.EqualTo(1));
        Assert.That(stable.GetProperty("series").GetProperty("loss").GetProperty("mean").GetArrayLength(), Is.EqualTo(1200));
        Assert.That(stable.GetProperty("series").TryGetProperty("lossScale", out _), Is.False, "a run without mixed precision has no scale curve");
        var finding = runs[1].GetProperty("findings")[0];
        Assert.That(finding.GetProperty("severity").GetString(), Is.EqualTo("error"));
        Assert.That(finding.GetProperty("layer").GetString(), Is.EqualTo("blocks.0.attention.query.weight"));
        Assert.That(finding.GetProperty("link").GetString(), Is.EqualTo("https://example.org/rules/exploding-gradient"));
        Assert.That(runs[1].GetProperty("heatMaps")[0].GetProperty("values").GetArrayLength(), Is.EqualTo(12));
    }

    [Test]
    public void Values_that_are_not_finite_become_gaps_that_are_marked()
    {
        var run = new RunHistory("run");
        run.Record(new StepRecord(1, 2, 1, 1, 0.1));
        run.Record(new StepRecord(2, double.NaN, double.PositiveInfinity, 1, 0.1) { Skipped = true });

        var loss = DataOf(HtmlReport.Render("t", run)).GetProperty("runs")[0].GetProperty("series").GetProperty("loss");

        Assert.That(loss.GetProperty("mean")[1].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(loss.GetProperty("nonFinite")[0].GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void Names_cannot_break_out_of_the_page()
    {
        const string Attack = "</script><script>alert(1)</script>{{data}}<img src=x onerror=alert(1)>";
        var run = new RunHistory(Attack);
        run.Describe(Attack, Attack);
        run.Record(new StepRecord(1, 1, 1, 1, 1));
        run.Add(new Finding { Name = Attack, Severity = Severity.Info, Step = 1, Evidence = Attack, Advice = Attack, Layer = Attack });

        var page = HtmlReport.Render(Attack, run);

        Assert.That(page, Does.Not.Contain("<script>alert"));
        Assert.That(page, Does.Not.Contain("<img"));
        Assert.That(Regex.Count(page, "</script>", RegexOptions.None, TimeSpan.FromSeconds(5)), Is.EqualTo(3));
        Assert.That(DataOf(page).GetProperty("runs")[0].GetProperty("name").GetString(), Is.EqualTo(Attack));
    }

    [Test]
    public void The_page_needs_no_network()
    {
        var page = HtmlReport.Render("t", ExampleRuns.Healthy(10));

        Assert.That(page, Does.Contain("default-src 'none'"));
        Assert.That(LoadedFromElsewhere().IsMatch(page), Is.False);
        Assert.That(page, Does.Contain("uPlot=function"));
        Assert.That(page, Does.Contain("Copyright (c) 2022 Leon Sorokin"), "the library's licence travels with it");
    }

    [Test]
    public void The_page_stays_small_for_a_run_of_any_length()
    {
        Assert.That(HtmlReport.Render("t", ExampleRuns.Healthy(200_000)).Length, Is.LessThan(700_000));
    }

    [Test]
    public void Writing_replaces_the_page_and_leaves_nothing_else()
    {
        var path = Path.Combine(_folder, "new", "report.html");
        HtmlReport.Write(path, "first", ExampleRuns.Healthy(5));
        HtmlReport.Write(path, "second", ExampleRuns.Healthy(5));

        Assert.That(File.ReadAllText(path), Does.Contain("<title>second</title>"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_path_that_cannot_be_written_is_found_before_training()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.That(() => HtmlReport.RequireWritable(Path.Combine(file, "report.html")), Throws.InstanceOf<IOException>().With.Message.Contains("Cannot write"));
        Assert.That(() => HtmlReport.RequireWritable(_folder), Throws.InstanceOf<IOException>().With.Message.Contains("it is a folder"));
        HtmlReport.RequireWritable(Path.Combine(_folder, "report.html"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "the probe is gone");
    }

    [Test]
    public void A_report_without_runs_or_title_is_refused()
    {
        Assert.That(() => HtmlReport.Render("t"), Throws.ArgumentException.With.Message.Contains("at least one run"));
        Assert.That(() => HtmlReport.Render(" ", ExampleRuns.Healthy(1)), Throws.ArgumentException);
    }

    [Test]
    public void A_finding_links_to_the_web_only()
    {
        Assert.That(() => new Finding { Name = "n", Severity = Severity.Info, Step = 1, Evidence = "e", Advice = "a", Link = new Uri("javascript:alert(1)") },
            Throws.ArgumentException.With.Message.Contains("http"));
    }

    internal static JsonElement DataOf(string page)
    {
        const string Open = "<script type=\"application/json\" id=\"report-data\">";
        var from = page.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        return JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement;
    }

    [GeneratedRegex("""(src|href)\s*=\s*["']?(https?:)?//|@import|url\(|fetch\(|XMLHttpRequest|import\(""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LoadedFromElsewhere();
}
