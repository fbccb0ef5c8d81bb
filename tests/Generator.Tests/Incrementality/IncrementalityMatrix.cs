using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests.Incrementality;

/// <summary>Four questions to a generator: is its model free of the compiler's objects, does it stay cached, does it notice an edit, does it let go of what is past.</summary>
internal static class IncrementalityMatrix
{
    private const string Elsewhere = "namespace Elsewhere { internal static class Other { public static int Number => 1; } }";

    /// <summary>What is wrong, in words; empty when nothing is.</summary>
    /// <param name="create">Makes the generator.</param>
    /// <param name="model">The type that its pipeline carries.</param>
    /// <param name="source">A declaration that it expands.</param>
    /// <param name="edit">A real edit of it: what to replace by what.</param>
    public static List<string> Faults(Func<IIncrementalGenerator> create, Type model, string source, (string From, string To) edit)
    {
        var faults = new List<string>();
        faults.AddRange(ModelShape.Faults(model));
        Check(faults, "run again on the same input", create, source, source, Elsewhere, mustChange: false);
        Check(faults, "an edit in another file", create, source, source, Elsewhere.Replace('1', '2'), mustChange: false);
        Check(faults, "a comment above", create, source, "// A comment.\n" + source, Elsewhere, mustChange: false);
        var edited = source.Replace(edit.From, edit.To, StringComparison.Ordinal);
        Assert.That(edited, Is.Not.EqualTo(source));
        Check(faults, "a real edit", create, source, edited, Elsewhere, mustChange: true);
        if (Retains(create, source))
        {
            faults.Add("the old compilation is kept alive");
        }

        return faults;
    }

    private static void Check(List<string> faults, string what, Func<IIncrementalGenerator> create, string source, string edited, string elsewhere, bool mustChange)
    {
        var (first, driver) = Run(Driver(create), Generation.Compile(source, Elsewhere));
        var (second, _) = Run(driver, Generation.Compile(edited, elsewhere));
        var reasons = second.Results.Single().TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs).Select(static o => o.Reason).ToList();
        var cached = reasons.Count > 0 && reasons.All(static r => r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
        if (!mustChange && !cached)
        {
            faults.Add($"{what}: outputs were {string.Join(", ", reasons)}");
        }

        if (mustChange && (!reasons.Contains(IncrementalStepRunReason.Modified) || Texts(first).SequenceEqual(Texts(second), StringComparer.Ordinal)))
        {
            faults.Add($"{what}: outputs were {string.Join(", ", reasons)} and their text {(Texts(first).SequenceEqual(Texts(second), StringComparer.Ordinal) ? "the same" : "different")}");
        }
    }

    private static IEnumerable<string> Texts(GeneratorDriverRunResult result) => result.GeneratedTrees.Select(static t => t.ToString());

    private static GeneratorDriver Driver(Func<IIncrementalGenerator> create) => CSharpGeneratorDriver.Create(
        [create().AsSourceGenerator()],
        parseOptions: Generation.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static (GeneratorDriverRunResult Result, GeneratorDriver Driver) Run(GeneratorDriver driver, Compilation compilation)
    {
        driver = driver.RunGenerators(compilation);
        return (driver.GetRunResult(), driver);
    }

    private static bool Retains(Func<IIncrementalGenerator> create, string source)
    {
        var (driver, old) = RunTwice(create, source);
        for (var i = 0; i < 5 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.KeepAlive(driver);
        return old.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference Old) RunTwice(Func<IIncrementalGenerator> create, string source)
    {
        var first = Generation.Compile(source, Elsewhere);
        var driver = CSharpGeneratorDriver.Create([create().AsSourceGenerator()], parseOptions: Generation.ParseOptions).RunGenerators(first);
        var second = Generation.Compile(source, Elsewhere);
        return (driver.RunGenerators(second), new WeakReference(first));
    }
}
