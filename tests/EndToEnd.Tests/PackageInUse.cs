using System.IO.Compression;
using System.Text.RegularExpressions;

namespace StableModels.EndToEnd.Tests;

/// <summary>
/// The packed package in a project of a user's own, restored from a folder as feed: the build shows the findings, the
/// command line repairs them, and the build is clean.
/// </summary>
[TestFixture]
[Platform("Linux")]
public sealed partial class PackageInUse
{
    private static readonly string[] FixableRules =
        ["SM1001", "SM1005", "SM1006", "SM2001", "SM3001", "SM3002", "SM3004", "SM3005", "SM4002", "SM5001", "SM5002", "SM5106", "SM5107", "SM6004"];

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private string _root = "";
    private string _feed = "";

    [OneTimeSetUp]
    public void Pack()
    {
        _root = Directory.CreateTempSubdirectory("package-").FullName;
        _feed = Directory.CreateDirectory(Path.Combine(_root, "feed")).FullName;
        Dotnet(Repository.Root, "pack", "runtime/StableModels.csproj", "-c", Configuration, "-v", "q", "-o", _feed);

        // Where TorchSharp itself cannot be restored, the repository's own takes its place in the feed.
        Dotnet(Repository.Root, "pack", "torch/managed/TorchSharp.csproj", "-c", Configuration, "-v", "q", "-p:IsPackable=true", "-o", _feed);
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(_root, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root, "packages")}" /></config>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="feed" value="{_feed}" /></packageSources>
            </configuration>
            """);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public void PackageHoldsTheseFiles()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(_feed, "StableModels.*.nupkg").Single());
        var files = package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml");

        Assert.That(files, Is.EquivalentTo(new[]
        {
            "StableModels.nuspec",
            "LICENSE",
            "README.md",
            "analyzers/dotnet/cs/StableModels.Analyzers.dll",
            "analyzers/dotnet/cs/StableModels.CodeFixes.dll",
            "analyzers/dotnet/cs/StableModels.Generator.dll",
            "buildTransitive/StableModels.Default.globalconfig",
            "buildTransitive/StableModels.None.globalconfig",
            "buildTransitive/StableModels.Strict.globalconfig",
            "buildTransitive/StableModels.StrictWarnAsError.globalconfig",
            "buildTransitive/StableModels.targets",
            "lib/net8.0/StableModels.dll",
            "lib/net8.0/StableModels.xml",
        }));
    }

    [Test]
    public void FindingsAreRepairedFromTheCommandLine()
    {
        var project = Project("Repair", Sources("Unstable"));
        Assert.That(Findings(Dotnet(project, "build", "-v", "q").Output).Select(id => id[..3]).Distinct(), Is.SupersetOf(new[] { "SM1", "SM2", "SM3", "SM4", "SM5", "SM6" }));

        // Once: one command repairs all findings of all rules.
        Dotnet(project, ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. FixableRules]);

        Dotnet(project, "build", "-v", "q", "--no-restore", "--no-incremental", "-warnaserror");
        foreach (var (name, repaired) in Sources("Repaired"))
        {
            // Two steps that do not depend on each other, as zero_grad and the schedule's, may come in either order.
            Assert.That(File.ReadAllLines(Path.Combine(project, name)), Is.EquivalentTo(repaired.Split('\n')[..^1]), name);
        }
    }

    [Test]
    public void ModeChoosesThePreset()
    {
        var project = Project("Modes", Sources("Unstable"));
        Dotnet(project, "restore", "-v", "q");

        // SM1001 is a warning of its own, SM5107 only a suggestion, and SM5106, which costs time alone, in every mode.
        Assert.That(Build().Output, Does.Contain("warning SM1001").And.Not.Contain("SM5107"));
        Assert.That(Findings(Build("-p:StableModelsAnalysisMode=None").Output), Is.Empty);
        Assert.That(Build("-p:StableModelsAnalysisMode=Strict").Output, Does.Contain("warning SM1001").And.Contain("warning SM5107").And.Not.Contain("SM5106"));
        Assert.That(Build("-p:StableModelsAnalysisMode=Strict", "-p:TreatWarningsAsErrors=true").Output, Does.Contain("error SM1001").And.Contain("error SM5107"));
        Assert.That(Build("-p:StableModelsAnalysisMode=Lax").Output, Does.Contain("Use None, Default or Strict"));

        File.WriteAllText(Path.Combine(project, ".editorconfig"), "root = true\n[*.cs]\ndotnet_diagnostic.SM1001.severity = warning\n");
        Assert.That(Findings(Build("-p:StableModelsAnalysisMode=None").Output), Is.EqualTo(new[] { "SM1001" }), "a project's own severity goes before");

        Commands.Result Build(params string[] properties) => Commands.Run("dotnet", ["build", "-v", "q", "--no-restore", .. properties], project, Quiet);
    }

    [Test]
    public void DeclarationsAreExpandedOrExplained()
    {
        const string Model = """
            using StableModels;
            using StableModels.Layers;

            [StableModel]
            public partial class Model(int width)
            {
                [Placeholder]
                public partial TorchSharp.Modules.Linear Layer { get; }
            }
            """;
        var right = Model.Replace("Placeholder", "Linear(nameof(width), nameof(width))", StringComparison.Ordinal);
        var wrong = Model.Replace("Placeholder", "Linear(nameof(width), \"widht\")", StringComparison.Ordinal);
        const string Main = "System.Console.WriteLine(typeof(Model).BaseType);";

        Dotnet(Project("Right", [("Model.cs", right), ("Main.cs", Main)]), "build", "-v", "q", "-warnaserror");
        var build = Commands.Run("dotnet", ["build", "-v", "q"], Project("Wrong", [("Model.cs", wrong), ("Main.cs", Main)]), Quiet);

        Assert.That(build.ExitCode, Is.Not.Zero);
        Assert.That(build.Output, Does.Contain("Model.cs(7,28): error SM0003: 'widht' is neither a constructor parameter nor a constant of the class; known are: width"), build.Everything);
        Assert.That(build.Output, Does.Not.Match(@"error CS\d+"), build.Everything);
    }

    [Test]
    public void DeclarationsSatisfyEveryRuleOfTheSdk()
    {
        const string Model = """
            using StableModels;
            using StableModels.Layers;
            using TorchSharp.Modules;

            namespace Declarations;

            [StableModel]
            [AdamW(LearningRate = 3e-3, WeightDecay = 0.1), Warmup(100), CosineDecay(Final = 0.1), ClipNorm(1.0)]
            internal sealed partial class Gpt(int vocabulary, int width, int heads, int depth)
            {
                [Embedding(nameof(vocabulary), nameof(width))]
                private partial Embedding Tokens { get; }

                [Stack(nameof(depth))]
                private partial ModuleList<Block> Blocks { get; }

                [LayerNorm(nameof(width))]
                public partial LayerNorm Norm { get; }

                private int Unused { get; }
            }

            [ResidualBlock]
            internal sealed partial class Block(int width, int heads)
            {
                [SelfAttention(nameof(width), nameof(heads), Causal = true)]
                public partial SelfAttention Attention { get; }

                [FeedForward(nameof(width), $"4 * {nameof(width)}", Activation.Gelu)]
                private partial FeedForward Mlp { get; }
            }
            """;
        var project = Project("All", [("Model.cs", Model), ("Main.cs", "using Declarations;\n\nusing Gpt model = new(10, 16, 2, 2);\nSystem.Console.WriteLine(model.Describe());\n")]);
        File.WriteAllText(Path.Combine(project, ".editorconfig"), "root = true\n[*.cs]\ndotnet_analyzer_diagnostic.severity = warning\ndotnet_diagnostic.IDE0160.severity = none # either form of namespace\n");

        var build = Dotnet(project, "build", "-v", "q", "-p:AnalysisMode=All", "-p:EnforceCodeStyleInBuild=true", "-p:GenerateDocumentationFile=true");

        var warnings = build.Output.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal)).Distinct().ToList();
        Assert.That(warnings.Where(line => !line.Contains("'Gpt.Unused'", StringComparison.Ordinal)), Is.Empty);
        Assert.That(warnings, Has.Some.Contains("IDE0051"), "the SDK's rule is on");
    }

    private static IReadOnlyDictionary<string, string> Quiet { get; } = new Dictionary<string, string> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" };

    private static (string Name, string Text)[] Sources(string sample) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples", sample), "*.cs").Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];

    private string Project(string name, (string Name, string Text)[] sources)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StableModels" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        foreach (var (file, text) in sources)
            File.WriteAllText(Path.Combine(folder, file), text);
        return folder;
    }

    private static Commands.Result Dotnet(string folder, params string[] arguments)
    {
        var run = Commands.Run("dotnet", arguments, folder, Quiet);
        Assert.That(run.ExitCode, Is.Zero, run.Everything);
        return run;
    }

    private static IEnumerable<string> Findings(string output) => Finding().Matches(output).Select(match => match.Groups["id"].Value).Distinct();

    [GeneratedRegex(@"(warning|error) (?<id>SM\d{4})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Finding();
}
