using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace StableModels.Tests;

/// <summary>Every guide can be reached, and what links to a page or to a heading of it arrives there.</summary>
internal sealed partial class GuideLinksTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));

    private static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Path.Combine(Root, "docs/guides"), "*.md").Concat([Path.Combine(Root, "README.md"), Path.Combine(Root, "CONTRIBUTING.md")]).Select(static path => Path.GetRelativePath(Root, path));

    [TestCaseSource(nameof(Pages))]
    public void Its_links_arrive(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        foreach (var target in Links(page).Where(static target => !target.Contains(':', StringComparison.Ordinal)))
        {
            var parts = target.Split('#');
            var file = parts[0].Length == 0 ? Path.Combine(Root, page) : Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
            Assert.That(File.Exists(file) || Directory.Exists(file), Is.True, target);
            if (parts is [_, var heading])
                Assert.That(Headings(file), Does.Contain(heading), target);
        }
    }

    [Test]
    public void Every_guide_is_named_in_the_README() =>
        Assert.That(Links("README.md"), Is.SupersetOf(Directory.EnumerateFiles(Path.Combine(Root, "docs/guides"), "*.md").Select(static path => Path.GetRelativePath(Root, path).Replace('\\', '/'))));

    [Test]
    public void Every_finding_links_to_a_heading_that_there_is()
    {
        var headings = Headings(Path.Combine(Root, "docs/guides/findings.md"));
        var linked = Directory.EnumerateFiles(Path.Combine(Root, "runtime"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static path => PageOf().Matches(File.ReadAllText(path)))
            .Select(static match => match.Groups["name"].Value)
            // Whose detectors choose the name while running.
            .Concat(["Plateau", "Oscillation", "Small updates", "Large updates", "Loss not finite"])
            .Select(static name => name.ToLowerInvariant().Replace(' ', '-'))
            .Distinct()
            .ToList();

        Assert.That(linked, Has.Count.GreaterThan(10));
        Assert.That(headings, Is.SupersetOf(linked));
    }

    private static IEnumerable<string> Links(string page) => Link().Matches(Code().Replace(File.ReadAllText(Path.Combine(Root, page)), "")).Select(static match => match.Groups["target"].Value);

    // As GitHub makes an anchor of a heading.
    private static List<string> Headings(string file) =>
        [.. File.ReadLines(file).Where(static line => line.StartsWith('#')).Select(static line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 10_000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("PageOf\\(\"(?<name>[^\"]+)\"\\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PageOf();
}
