using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

/// <summary>The packed configurations None, Default and Strict set the rules that the mode stands for, and no others.</summary>
[TestFixture]
public sealed class PresetTests
{
    private static readonly DiagnosticDescriptor[] Rules =
        [.. typeof(RuleDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>()
            .OrderBy(d => d.Id, StringComparer.Ordinal)];

    // Code that is right and only slower is no reason for a warning.
    private static readonly string[] CostTimeAlone = ["SM5106", "SM5109"];

    // A declaration that cannot be expanded stays an error in every mode.
    [TestCase("None", "none")]
    [TestCase("Default", "")]
    [TestCase("Strict", "warning")]
    [TestCase("StrictWarnAsError", "error")]
    public void Preset_sets_its_rules(string mode, string severity)
    {
        var expected = Rules.Where(r => mode switch
        {
            "None" => !r.Id.StartsWith("SM0", StringComparison.Ordinal),
            "Default" => false,
            _ => r.DefaultSeverity == DiagnosticSeverity.Info && !CostTimeAlone.Contains(r.Id, StringComparer.Ordinal),
        });
        var lines = File.ReadAllLines(Preset(mode)).Where(l => l.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal));
        Assert.That(lines, Is.EqualTo(expected.Select(r => "dotnet_diagnostic." + r.Id + ".severity = " + severity)), Preset(mode));
    }

    [TestCase("None", ReportDiagnostic.Suppress)]
    [TestCase("Strict", ReportDiagnostic.Warn)]
    [TestCase("StrictWarnAsError", ReportDiagnostic.Error)]
    public void Compiler_reads_the_preset(string mode, ReportDiagnostic expected) => Assert.That(Read(mode)["SM1011"], Is.EqualTo(expected));

    [Test]
    public void Default_sets_nothing() => Assert.That(Read("Default"), Is.Empty);

    private static IReadOnlyDictionary<string, ReportDiagnostic> Read(string mode) =>
        AnalyzerConfigSet.Create<AnalyzerConfig[]>([AnalyzerConfig.Parse(SourceText.From(File.ReadAllText(Preset(mode))), "/project/StableModels.globalconfig")])
            .GlobalConfigOptions.TreeOptions;

    private static string Preset(string mode) => Path.Combine(RepositoryFiles.Root, "analyzers", "Presets", "StableModels." + mode + ".globalconfig");
}
