#if VERIFY
using VerifyNUnit;
#endif

namespace StableModels.Generator.Tests.Harness;

/// <summary>
/// Whole generated files, held in Verify's convention: <c>Class.Method#Hint.g.verified.cs</c> beside the test. Verify.SourceGenerators compares them where it can be
/// restored; elsewhere the same files are compared here. What was received is written beside, never accepted.
/// </summary>
internal static class Snapshot
{
#if VERIFY
    static Snapshot()
    {
        if (!VerifyTests.VerifySourceGenerators.Initialized)
        {
            VerifyTests.VerifySourceGenerators.Initialize();
        }
    }

#endif
    public static async Task Matches(Generation generation, string name)
    {
#if VERIFY
        // A file per generated source: its name is Verify's for this name and the source's hint name.
        await VerifyNUnit.Verifier.Verify(generation.Result).UseDirectory(RepositoryFolder.Tests).UseFileName(name).ScrubLinesWithReplace(static line => Scrub(line));
#else
        foreach (var source in generation.Sources)
        {
            var stem = Path.Combine(RepositoryFolder.Tests, $"{name}#{Path.GetFileNameWithoutExtension(source.HintName)}");
            var received = "//HintName: " + source.HintName + "\n" + Scrub(source.SourceText.ToString());
            var verified = File.Exists(stem + ".verified.cs") ? await File.ReadAllTextAsync(stem + ".verified.cs") : null;
            if (received.TrimEnd('\n') == verified?.TrimEnd('\n').TrimStart('\uFEFF'))
            {
                File.Delete(stem + ".received.cs");
                continue;
            }

            await File.WriteAllTextAsync(stem + ".received.cs", received);
            Assert.That(received, Is.EqualTo(verified), $"Compare {stem}.received.cs with the verified file; rename it when the change is meant.");
        }
#endif
    }

    private static string Scrub(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "(?<=\"StableModels.Generator\", \")[^\"]*", "{version}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
}
