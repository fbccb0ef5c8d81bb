using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using StableModels.Monitoring;
using StableModels.Tests.Monitoring.Detection;
using StableModels.Training;

namespace StableModels.Tests.Monitoring;

/// <summary>The guide of the observers says what there is. Its examples are compiled with those of the training attributes.</summary>
internal sealed partial class MonitoringGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/guides/monitoring.md"));

    [Test]
    public void Every_observer_has_a_row_with_its_arguments()
    {
        var observers = typeof(Trainer).Assembly.GetExportedTypes().Where(static type => !type.IsAbstract && typeof(ITrainingObserver).IsAssignableFrom(type)).ToList();
        var calls = observers.SelectMany(static type => type.GetConstructors(), static (type, constructor) => $"{type.Name}({string.Join(", ", constructor.GetParameters().Select(static parameter => parameter.Name))})");
        var rows = ObserverRow().Matches(Guide).Select(static match => match.Groups["call"].Value).ToList();

        Assert.That(rows.Select(static row => row.Split('(')[0]), Is.EquivalentTo(observers.Select(static type => type.Name)));
        Assert.That(rows, Is.SubsetOf(calls));
    }

    [Test]
    public void The_keys_of_the_JSON_lines_are_those_of_the_guide()
    {
        var folder = Directory.CreateTempSubdirectory("guide-").FullName;
        var path = Path.Combine(folder, "run.jsonl");
        using (var log = new JsonLinesObserver(path))
        {
            log.Record(new StepRecord(1, 1, 1, 1, 1) { LossScale = 2 });
            log.Add(new Finding { Name = "Plateau", Severity = Severity.Warning, Step = 1, Evidence = "e", Advice = "a", Layer = "l", Link = new("https://example.org") });
        }

        var (step, finding) = (Keys(File.ReadAllLines(path)[0]), Keys(File.ReadAllLines(path)[1]));
        Directory.Delete(folder, recursive: true);
        var section = Section("JSON lines");
        Assert.That(KeyRow().Matches(section).Select(static match => match.Groups["key"].Value), Is.EqualTo(step));
        var sentence = section[section.IndexOf("a line for each finding", StringComparison.Ordinal)..];
        Assert.That(Code().Matches(sentence[..sentence.IndexOf('\n')]).Select(static match => match.Groups["code"].Value), Is.EqualTo(finding));
    }

    [Test]
    public void The_tags_of_TensorBoard_are_those_of_the_guide()
    {
        var folder = Directory.CreateTempSubdirectory("guide-").FullName;
        using var observer = new TensorBoardObserver(folder);
        observer.Record(new StepRecord(1, 1, 1, 1, 1) { LossScale = 2, Skipped = true });
        observer.Add(Runs.Reading(1, first: 3));
        var written = EventFiles.In(folder).Where(static item => item.Value is not null).Select(static item => item.Tag).Select(static tag => tag.Split('/') is [_, not ("train" or "total" or "coefficient" or "rate")] parts ? $"{parts[0]}/NAME" : tag).Distinct();

        var named = Code().Matches(Section("TensorBoard")).Select(static match => match.Groups["code"].Value).Except(["GradientWatch", "findings/NAME"]);
        Assert.That(written, Is.EquivalentTo(named));
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Keys(string line) => JsonDocument.Parse(line).RootElement.EnumerateObject().Select(static item => item.Name).ToList();

    private static string Section(string title)
    {
        var start = Guide.IndexOf($"## {title}\n", StringComparison.Ordinal);
        return Guide[start..Guide.IndexOf("\n## ", start, StringComparison.Ordinal)];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^\| `(?<call>\w+\([^)]*\))` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex ObserverRow();

    [GeneratedRegex(@"^\| `(?<key>\w+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex KeyRow();

    [GeneratedRegex(@"`(?<code>[\w/]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();
}
