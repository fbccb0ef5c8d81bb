using System.Diagnostics;
using System.Globalization;

namespace StableModels.EndToEnd.Tests;

/// <summary>The main job, in short: ./demo's program with a few steps. The full run and its accuracy are gated by ./demo itself.</summary>
[TestFixture]
[Platform("Linux")]
public sealed class AdderSample
{
    private static readonly string Program = Path.Combine(Repository.Root, "samples/Adder/bin", Configuration, "net10.0/Adder.dll");

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private const string Steps = "101"; // the shortest run that outlasts the warm-up

    private string _output = "";

    [SetUp]
    public void CreateFolder() => _output = Directory.CreateTempSubdirectory("adder-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_output, recursive: true);

    [Test]
    public void ItTrainsBothModelsAndWritesOneReport()
    {
        var run = Adder("--steps", Steps);

        Assert.That(run.ExitCode, Is.Zero, run.Everything);
        Assert.That(run.LastLine, Does.Match(@"^adder: accuracy 0\.\d{3} on \d+ unseen sums, \d+ s; unstable twin: accuracy 0\.\d{3}, loss [\d.]+ against [\d.]+$"));
        var report = File.ReadAllText(Path.Combine(_output, "report.html"));
        Assert.That(report, Does.Contain("unstable twin").And.Not.Contain("src=\"http"));
        Assert.That(Directory.Exists(Path.Combine(_output, "checkpoints")), Is.False, "a finished job leaves nothing to resume");
    }

    [Test]
    public void AStoppedRunGoesOnWhereItStoppedAndEndsTheSame()
    {
        var straight = Adder("--steps", Steps);

        using var process = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
        var line = WaitFor(process, "stable: step 1/");
        Assert.That(Interrupt(process), Is.Zero);
        var stopped = Commands.Finish(process, TimeSpan.FromMinutes(2));
        Assert.That(stopped.ExitCode, Is.EqualTo(130), line + stopped.Everything);
        Assert.That(stopped.Output, Does.Match(@"stopped at step \d+ with a checkpoint"));

        var resumed = Adder("--steps", Steps);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Everything);
        Assert.That(resumed.Output, Does.Match(@"going on from step \d+"));
        Assert.That(Losses(resumed), Is.EqualTo(Losses(straight)), "the stop changes nothing");
    }

    [Test]
    public void ADamagedCheckpointIsRefusedWithItsName()
    {
        using var process = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
        WaitFor(process, "stable: step 1/");
        Interrupt(process);
        Commands.Finish(process, TimeSpan.FromMinutes(2));
        var checkpoint = Directory.GetDirectories(Path.Combine(_output, "checkpoints", $"stable-seed-1-steps-{Steps}")).Single();
        var weights = Directory.GetFiles(checkpoint, "*.safetensors").First();
        using (var file = File.OpenWrite(weights))
        {
            file.Position = file.Length / 2;
            file.WriteByte(0x55);
            file.WriteByte(0xAA);
        }

        var run = Adder("--steps", Steps);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Everything);
        Assert.That(run.Error, Does.Contain(checkpoint).And.Contain("--fresh"));
    }

    [TestCase("--steps 100", "at least 101")]
    [TestCase("--steps many", "whole number")]
    [TestCase("--steps", "--steps wants a value, but nothing follows it")]
    [TestCase("--steps --fresh", "--steps wants a value, but '--fresh' follows it")]
    [TestCase("--output --fresh", "--output wants a value, but '--fresh' follows it")]
    [TestCase("--seed -1", "--seed wants a whole number from 0 to")]
    [TestCase("--colour red", "unknown argument '--colour'")]
    public void ABadArgumentIsRefused(string arguments, string message)
    {
        var run = Commands.Run("dotnet", [Program, .. arguments.Split(' ')]);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(message));
    }

    [Test]
    public void AnOutputThatIsAFileStopsBeforeTraining()
    {
        var file = Path.Combine(_output, "taken");
        File.WriteAllText(file, "");

        var run = Commands.Run("dotnet", [Program, "--output", file], limit: TimeSpan.FromSeconds(30));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(file).And.Contain("is a file"));
    }

    [Test]
    public void ARunThatIsGoingOnIsNotDisturbedByASecondOne()
    {
        using var process = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
        WaitFor(process, "stable: step 1/");

        var second = Adder("--steps", Steps);
        Assert.That(second.ExitCode, Is.EqualTo(1), second.Everything);
        Assert.That(second.Error, Does.Contain("Another run uses the checkpoint folder"));
        Assert.That(Adder("--steps", Steps, "--fresh").Error, Does.Contain("Another run uses the checkpoint folder"));

        Interrupt(process);
        Assert.That(Commands.Finish(process, TimeSpan.FromMinutes(2)).ExitCode, Is.EqualTo(130));
    }

    [Test]
    public void StoppingAgainRightAfterResumingSavesNothingTwice()
    {
        for (var i = 0; i < 3; i++)
        {
            using var process = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
            WaitFor(process, i == 0 ? "stable: step 1/" : "going on from step");
            Interrupt(process);
            Assert.That(Commands.Finish(process, TimeSpan.FromMinutes(2)).ExitCode, Is.EqualTo(130));
        }

        var names = Directory.GetDirectories(Path.Combine(_output, "checkpoints", $"stable-seed-1-steps-{Steps}")).Select(Path.GetFileName);
        Assert.That(names, Is.All.Match(@"^step-\d{10}$"), "no step was saved a second time");
    }

    [Test]
    public void AStopDuringTheExamEndsItAndTheNextRunTakesIt()
    {
        using var process = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
        WaitFor(process, $"stable: step {Steps}/");
        Interrupt(process);
        var stopped = Commands.Finish(process, TimeSpan.FromMinutes(2));
        Assert.That(stopped.ExitCode, Is.EqualTo(130), stopped.Everything);
        Assert.That(stopped.Output, Does.Contain($"stopped at step {Steps} with a checkpoint").And.Not.Contain("Sums it has never seen"));

        using var again = Commands.Start("dotnet", [Program, "--steps", Steps, "--output", _output]);
        WaitFor(again, $"going on from step {Steps}");
        Assert.That(WaitFor(again, "Sums it has never seen"), Is.Not.Empty);
        Interrupt(again);
        Commands.Finish(again, TimeSpan.FromMinutes(2));
    }

    private Commands.Result Adder(params string[] arguments) =>
        Commands.Run("dotnet", [Program, .. arguments, "--output", _output]);

    private static string WaitFor(Process process, string words)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return line;
        }

        throw new AssertionException($"The program ended before it said {words}: {process.StandardError.ReadToEnd()}");
    }

    private static int Interrupt(Process process) =>
        Commands.Run("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).ExitCode;

    private static string Losses(Commands.Result run) => run.LastLine[run.LastLine.IndexOf("loss ", StringComparison.Ordinal)..];
}
