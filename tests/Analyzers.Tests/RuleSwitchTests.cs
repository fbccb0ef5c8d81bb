using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

/// <summary>All rules share one analyzer: those that a build has switched off must be left out one by one.</summary>
[TestFixture]
public sealed class RuleSwitchTests
{
    [Test]
    public void Every_rule_is_run() =>
        Assert.That(
            AllRules.Create().Select(rule => rule.GetType()),
            Is.EquivalentTo(typeof(Rule).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(Rule).IsAssignableFrom(type))));

    [Test]
    public void Rule_is_on() => Assert.That(IsOn(), Is.True);

    [Test]
    public void Rule_that_the_build_switches_off_is_off() => Assert.That(IsOn(everywhere: ReportDiagnostic.Suppress), Is.False);

    [Test]
    public void Rule_that_one_file_switches_on_again_is_on() => Assert.That(IsOn(everywhere: ReportDiagnostic.Suppress, here: ReportDiagnostic.Warn), Is.True);

    [Test]
    public void Rule_that_one_of_two_files_switches_off_is_on() => Assert.That(IsOn(here: ReportDiagnostic.Suppress), Is.True);

    [Test]
    public void Rule_that_all_files_switch_off_is_off() => Assert.That(IsOn(here: ReportDiagnostic.Suppress, there: ReportDiagnostic.Suppress), Is.False);

    [Test]
    public void Rule_with_two_ids_is_on_while_one_of_them_is()
    {
        var options = TestCompilation.Options("class C { }").WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic>(StringComparer.Ordinal) { [RuleIds.PlainDepth] = ReportDiagnostic.Suppress });
        Assert.That(RuleSwitch.IsOn(new PlainDepth(), Compilation(options), CancellationToken.None), Is.True);
    }

    private static bool IsOn(ReportDiagnostic? everywhere = null, ReportDiagnostic? here = null, ReportDiagnostic? there = null)
    {
        var options = TestCompilation.Options("class C { }").WithSyntaxTreeOptionsProvider(new Given(everywhere, here, there));
        return RuleSwitch.IsOn(new PostNorm(), Compilation(options), CancellationToken.None);
    }

    private static CSharpCompilation Compilation(CSharpCompilationOptions options) =>
        CSharpCompilation.Create(
            "UnderTest",
            [CSharpSyntaxTree.ParseText("class C { }", path: "Here.cs"), CSharpSyntaxTree.ParseText("class D { }", path: "There.cs")],
            options: options);

    private sealed class Given(ReportDiagnostic? everywhere, ReportDiagnostic? here, ReportDiagnostic? there) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            Is(tree.FilePath == "Here.cs" ? here : there, diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            Is(everywhere, diagnosticId, out severity);

        private static bool Is(ReportDiagnostic? value, string id, out ReportDiagnostic severity)
        {
            severity = value ?? default;
            return value is not null && id == RuleIds.PostNorm;
        }
    }
}
