using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes;

namespace StableModels.Analyzers.Tests;

/// <summary>How many rules have a fix, and what all fixes offer.</summary>
[TestFixture]
public sealed class CodeFixTableTests
{
    private static readonly CodeFixProvider[] Providers =
        [.. typeof(TorchSharpCodeFix).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(t))
            .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!)];

    private static readonly string[] Rules =
        [.. typeof(RuleDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>().Select(d => d.Id)];

    /// <summary>The rules that a fix repairs; one fix answers an error of the compiler's instead.</summary>
    internal static IReadOnlySet<string> Fixable { get; } =
        Providers.SelectMany(p => p.FixableDiagnosticIds).Where(id => !id.StartsWith("CS", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    [Test]
    public void Three_rules_in_five_have_a_fix()
    {
        Assert.That(Fixable, Is.SubsetOf(Rules));
        TestContext.Out.WriteLine(Fixable.Count + " of " + Rules.Length + " rules have a fix");
        Assert.That((double)Fixable.Count / Rules.Length, Is.GreaterThanOrEqualTo(0.6));
    }

    [TestCaseSource(nameof(Providers))]
    public void Fixes_all_at_once(CodeFixProvider provider)
    {
        Assert.That(provider.GetFixAllProvider(), Is.Not.Null);
        Assert.That(provider.GetFixAllProvider()!.GetSupportedFixAllScopes(), Is.SupersetOf(new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution }));
    }

    // dotnet format asks every fix of a rule to repair all of its findings, and complains of one that repairs none.
    [Test]
    public void One_fix_for_each_rule() => Assert.That(Providers.SelectMany(p => p.FixableDiagnosticIds), Is.Unique);

    // IsFixedBy repeats each source and, as RepairsAllAtOnce does, wants all of its findings repaired by one command.
    [TestCaseSource(nameof(Providers))]
    public void Fixes_several_findings_at_once_in_a_test(CodeFixProvider provider) =>
        Assert.That(
            Directory.EnumerateFiles(RepositoryFiles.AnalyzerTests, "*Tests.cs", SearchOption.AllDirectories).Any(file =>
                File.ReadAllText(file) is var text
                && (text.Contains(".IsFixedBy<" + provider.GetType().Name + ">(", StringComparison.Ordinal)
                    || (text.Contains("RepairsAllAtOnce", StringComparison.Ordinal) && text.Contains("new " + provider.GetType().Name + "()", StringComparison.Ordinal)))),
            Is.True);

    [TestCaseSource(nameof(Providers))]
    public void Is_exported_and_shared(CodeFixProvider provider)
    {
        Assert.That(provider.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()?.Languages, Is.EqualTo(new[] { LanguageNames.CSharp }));
        Assert.That(provider.GetType().GetCustomAttributes().Select(a => a.GetType().Name), Has.Some.EqualTo("SharedAttribute"));
    }
}
