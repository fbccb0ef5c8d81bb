using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

/// <summary>Descriptors, analyzers, release notes and pages agree.</summary>
[TestFixture]
public sealed class RuleTableTests
{
    private static readonly DiagnosticDescriptor[] Descriptors =
        [.. typeof(RuleDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>()];

    private static readonly DiagnosticAnalyzer[] Analyzers =
        [.. typeof(RuleDescriptors).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(t))
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    [Test]
    public void Ids_are_unique() => Assert.That(Descriptors.Select(d => d.Id), Is.Unique);

    [Test]
    public void Every_rule_is_reported() =>
        Assert.That(
            Analyzers.SelectMany(a => a.SupportedDiagnostics.Select(d => d.Id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Is.EqualTo(Descriptors.Select(d => d.Id).Order(StringComparer.Ordinal)));

    [TestCaseSource(nameof(Descriptors))]
    public void Category_follows_the_id(DiagnosticDescriptor rule) =>
        Assert.That(rule.Category, Is.EqualTo(rule.Id[2] switch
        {
            '0' => "StableModels.Declarations",
            '1' => "StableModels.Architecture",
            '2' => "StableModels.Initialization",
            '3' => "StableModels.Optimization",
            '4' => "StableModels.Precision",
            '5' => "StableModels.TorchSharp",
            _ => "StableModels.FineTuning",
        }));

    [TestCaseSource(nameof(Descriptors))]
    public void Page_agrees_with_the_descriptor(DiagnosticDescriptor rule)
    {
        Assert.That(rule.HelpLinkUri, Is.EqualTo(RuleDescriptors.Pages + rule.Id + ".md"));
        var path = Path.Combine(RepositoryFiles.RulePages, rule.Id + ".md");
        Assert.That(path, Does.Exist);
        var page = File.ReadAllText(path);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.StartWith("# " + rule.Id + ": " + Title(rule) + "\n\nSeverity: **" + rule.DefaultSeverity + "** · Category: " + rule.Category
                + " · Fix: " + (CodeFixTableTests.Fixable.Contains(rule.Id) ? "yes" : "no") + "\n"));
            Assert.That(
                page.Split('\n').Where(static line => line.StartsWith("## ", StringComparison.Ordinal) && line != "## Not flagged"),
                Is.EqualTo(new[] { "## Why", "## Before and after", "## Options", "## Known limits" }));
            Assert.That(Section(page, "Why"), Does.Match(@"\b(19|20)\d\d\b|[Ii]ssues? \d+|(^|\n)Source: \S"), "A paper with its year, an issue, or a named source.");
            Assert.That(page.Split("```csharp\n"), Has.Length.GreaterThanOrEqualTo(3), "Code before and code after.");
            Assert.That(
                Section(page, "Options"),
                RuleOptionsOf(rule.Id).Any() ? Does.Contain("`stable_models." + rule.Id + ".") : Is.EqualTo("None."));
        });
    }

    [Test]
    public void The_readme_counts_the_rules_of_each_family() =>
        Assert.That(
            File.ReadLines(Path.Combine(RepositoryFiles.RulePages, "..", "..", "README.md"))
                .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(static cells => cells.Length == 6 && cells[2].EndsWith("xxx", StringComparison.Ordinal))
                .Select(static cells => cells[2] + " " + cells[4]),
            Is.EqualTo(Descriptors
                .GroupBy(static rule => rule.Id[..3])
                .OrderBy(static family => family.Key, StringComparer.Ordinal)
                .Select(static family => family.Key + "xxx " + family.Count().ToString(CultureInfo.InvariantCulture))));

    [Test]
    public void No_page_without_a_rule() =>
        Assert.That(
            Directory.EnumerateFiles(RepositoryFiles.RulePages, "SM*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
            Is.EqualTo(Descriptors.Select(d => d.Id).Order(StringComparer.Ordinal)));

    [TestCaseSource(nameof(Descriptors))]
    public void Index_has_a_line_for_the_rule(DiagnosticDescriptor rule) =>
        Assert.That(
            File.ReadAllText(Path.Combine(RepositoryFiles.RulePages, "README.md")),
            Does.Contain("| [" + rule.Id + "](" + rule.Id + ".md) | " + Title(rule) + " | " + rule.DefaultSeverity + " | " + (CodeFixTableTests.Fixable.Contains(rule.Id) ? "yes" : "no") + " |"));

    [Test]
    public void Every_option_is_documented_with_its_default()
    {
        foreach (var option in Options)
        {
            var page = File.ReadAllText(Path.Combine(RepositoryFiles.RulePages, option.RuleId + ".md"));
            Assert.That(page, Does.Contain("`" + option.Key + " = " + option.Default.ToString(CultureInfo.InvariantCulture) + "`"));
        }
    }

    [Test]
    public void The_guide_of_presets_lists_every_option_with_its_default() =>
        Assert.That(
            File.ReadLines(Path.Combine(RepositoryFiles.RulePages, "..", "guides", "presets.md")).Where(static line => line.StartsWith("stable_models.", StringComparison.Ordinal)),
            Is.EqualTo(Options.OrderBy(static option => option.RuleId, StringComparer.Ordinal).Select(static option => option.Key + " = " + option.Default.ToString(CultureInfo.InvariantCulture))));

    private static IEnumerable<RuleOption> Options =>
        typeof(RuleOptions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<RuleOption>();

    private static IEnumerable<RuleOption> RuleOptionsOf(string id) => Options.Where(option => option.RuleId == id);

    private static string Section(string page, string heading)
    {
        var start = page.IndexOf("## " + heading + "\n", StringComparison.Ordinal) + heading.Length + 4;
        var end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return page[start..(end < 0 ? page.Length : end)].Trim();
    }

    private static string Title(DiagnosticDescriptor rule) => rule.Title.ToString(CultureInfo.InvariantCulture);
}
