namespace StableModels.EndToEnd.Tests;

/// <summary>A declared model without a JIT: published as one native executable, which trains, saves and loads.</summary>
[TestFixture]
[Platform("Linux")]
public sealed class NativeAotSample
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Test]
    public void ItIsPublishedWithoutAWarningAndLoadsWhatItSaved()
    {
        var output = Directory.CreateTempSubdirectory("native-aot-").FullName;
        try
        {
            var published = Commands.Run("dotnet", ["publish", "samples/NativeAot", "--configuration", Configuration, "--output", output, "--nologo"]);
            if (published.Everything.Contains("NU110", StringComparison.Ordinal) && published.Everything.Contains("ILCompiler", StringComparison.Ordinal))
                Assert.Ignore("The registry of this machine has no Microsoft.DotNet.ILCompiler: " + published.LastLine);
            Assert.That(published.ExitCode, Is.Zero, published.Everything);
#if TORCH_SYSTEM
            Assert.That(published.Everything, Does.Not.Match(": warning IL[0-9]{4}"), "trimming or AOT analysis");
#endif

            var run = Commands.Run(Path.Combine(output, "NativeAot"), []);

            Assert.That(run.ExitCode, Is.Zero, run.Everything);
            Assert.That(run.LastLine, Does.Match(@"^native: loss \d\.\d{3} to 0\.\d{3} in 120 steps; checkpoint and weights load to the same model$"));
            Assert.That(File.Exists(Path.Combine(output, "NativeAot.dll")), Is.False, "one native executable");
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
