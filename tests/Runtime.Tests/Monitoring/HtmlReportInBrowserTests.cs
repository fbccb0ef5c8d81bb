using System.Diagnostics;
using System.Text.RegularExpressions;
using StableModels.Monitoring;
using StableModels.Monitoring.Report;

namespace StableModels.Tests.Monitoring;

/// <summary>The page as a browser shows it. The project compiles this file where Chromium is installed.</summary>
[Category("Browser")]
internal sealed partial class HtmlReportInBrowserTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("browser").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Two_runs_are_drawn_beside_each_other()
    {
        var dom = Load("");

        Assert.That(Regex.Count(dom, "<canvas", RegexOptions.None, TimeSpan.FromSeconds(5)), Is.EqualTo(5 + 4 + 2), "five curves and four, and a heat map each");
        Assert.That(dom, Does.Contain("no findings").And.Contain("2 findings"));
        Assert.That(dom, Does.Contain("Clip the global norm with [ClipNorm(1.0)]"));
        Assert.That(dom, Does.Contain("href=\"https://example.org/rules/exploding-gradient\""));
        Assert.That(dom, Does.Contain("clipped above 1"));
    }

    [Test]
    public void Hovering_shows_the_values_and_the_finding_at_the_step()
    {
        var dom = Load("""
            const over = document.querySelectorAll('.u-over')[1], area = over.getBoundingClientRect();
            for (const type of ['mouseenter', 'mousemove'])
              over.dispatchEvent(new MouseEvent(type, { clientX: area.left + area.width * 312 / 1200, clientY: area.top + 40, bubbles: true }));
            """);

        var tip = Tip().Match(dom).Value;
        Assert.That(tip, Does.Match("step 31[0-4]<").And.Contain("unstable twin").And.Contain("Exploding gradient"));
        Assert.That(tip, Does.Not.Contain("hidden"));
    }

    [Test]
    public void Overlaid_runs_share_a_chart()
    {
        var dom = Load("document.querySelector('[data-value=overlay]').click();");

        Assert.That(Regex.Count(dom, "<canvas", RegexOptions.None, TimeSpan.FromSeconds(5)), Is.EqualTo(5 + 2));
    }

    [Test]
    public void The_theme_can_be_switched([Values(1, 2)] int clicks)
    {
        var dom = Load(string.Concat(Enumerable.Repeat("document.getElementById('theme').click();", clicks)));

        Assert.That(dom, Does.Contain(clicks == 1 ? "data-theme=\"dark\"" : "data-theme=\"light\""));
    }

    [Test]
    public void A_run_without_a_step_is_drawn_too()
    {
        var dom = Load("", new RunHistory("empty"));

        Assert.That(dom, Does.Contain(">empty<").And.Contain("None: nothing that was watched left its healthy range."));
    }

    [Test]
    public void The_picture_is_not_blank()
    {
        var picture = Path.Combine(_folder, "page.png");
        Page("");
        Chromium($"--screenshot={picture}");

        Assert.That(new FileInfo(picture).Length, Is.GreaterThan(30_000));
    }

    [TestCase(0, "light", true)]
    [TestCase(1, "dark", false)]
    public void Light_and_dark_have_text_that_stands_out(int clicks, string name, bool pageIsLight)
    {
        var dom = Load(string.Concat(Enumerable.Repeat("document.getElementById('theme').click();", clicks)) + """
            const luminance = color => { const [r, g, b] = color.match(/[\d.]+/g).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
            const style = getComputedStyle(document.body), page = luminance(style.backgroundColor), text = luminance(style.color);
            document.documentElement.dataset.page = page.toFixed(3);
            document.documentElement.dataset.contrast = ((Math.max(page, text) + .05) / (Math.min(page, text) + .05)).toFixed(2);
            """);

        Assert.That(NumberIn(dom, "data-page"), pageIsLight ? Is.GreaterThan(0.8) : Is.LessThan(0.1), name);
        Assert.That(NumberIn(dom, "data-contrast"), Is.GreaterThan(7), "the contrast that WCAG asks of small text, AAA");
    }

    [Test]
    public void The_pictures_for_the_guides_are_taken_in_both_themes()
    {
        // STABLEMODELS_PICTURES=$PWD/docs/images keeps them: docs/guides/report.md shows them.
        var folder = Environment.GetEnvironmentVariable("STABLEMODELS_PICTURES") is { Length: > 0 } wanted ? Path.GetFullPath(wanted) : _folder;
        foreach (var (name, clicks) in new[] { ("report-light.png", 0), ("report-dark.png", 1) })
        {
            var picture = Path.Combine(folder, name);
            Page(string.Concat(Enumerable.Repeat("document.getElementById('theme').click();", clicks)));
            Chromium($"--screenshot={picture}");
            Assert.That(new FileInfo(picture).Length, Is.GreaterThan(30_000), name);
        }
    }

    private static double NumberIn(string dom, string attribute) => double.Parse(
        Regex.Match(dom, attribute + "=\"([\\d.]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private string Load(string script, params RunHistory[] runs)
    {
        Page(script, runs);
        var dom = Chromium("--dump-dom");
        Assert.That(dom, Does.Contain("data-errors=\"\""), "the page's scripts ran without an error");
        return dom;
    }

    private void Page(string script, params RunHistory[] runs)
    {
        var page = HtmlReport.Render("Adder", runs.Length > 0 ? runs : [ExampleRuns.Healthy(), ExampleRuns.Exploding()]);
        const string Watch = "<script>document.documentElement.dataset.errors = ''; addEventListener('error', e => { document.documentElement.dataset.errors += e.message; });</script>";
        File.WriteAllText(Path.Combine(_folder, "page.html"), page
            .Replace("<style>", Watch + "<style>", StringComparison.Ordinal)
            .Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal));
    }

    private string Chromium(params string[] arguments)
    {
        var start = new ProcessStartInfo("chromium") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=3000", "--window-size=1600,1000", $"--user-data-dir={_folder}/profile", .. arguments, $"file://{_folder}/page.html"])
            start.ArgumentList.Add(argument);
        using var browser = Process.Start(start)!;
        _ = browser.StandardError.ReadToEndAsync();
        var output = browser.StandardOutput.ReadToEndAsync();
        if (!browser.WaitForExit(60_000))
        {
            browser.Kill(entireProcessTree: true);
            Assert.Fail("Chromium did not finish within a minute.");
        }
        return output.GetAwaiter().GetResult();
    }

    [GeneratedRegex("""<div class="tip".*?<script""", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tip();
}
