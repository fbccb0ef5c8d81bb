using System.Diagnostics;
using System.Xml.Linq;

namespace StableModels.EndToEnd.Tests;

/// <summary>Runs eng/setup in a scratch tree where every command that it asks the machine with is a stand-in.</summary>
[TestFixture]
[Platform("Linux")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SetupChoices
{
    private string _root = "";
    private string _commands = "";

    [SetUp]
    public void CreateMachine()
    {
        _root = Directory.CreateTempSubdirectory("setup-").FullName;
        _commands = Directory.CreateDirectory(Path.Combine(_root, "commands")).FullName;
        Directory.CreateDirectory(Path.Combine(_root, "eng"));
        File.Copy(Path.Combine(Repository.Root, "eng/setup"), Path.Combine(_root, "eng/setup"));
        File.Copy(Path.Combine(Repository.Root, "Directory.Packages.props"), Path.Combine(_root, "Directory.Packages.props"));

        foreach (var tool in "bash sed grep head tail cut sort mktemp rm mv cp cat dirname basename env true".Split(' '))
            File.CreateSymbolicLink(Path.Combine(_commands, tool), Path.Combine("/usr/bin", tool));

        // A Debian machine with a compiler, root rights, and a registry that has no TorchSharp.
        Command("g++", "exit 0");
        Command("cmake", "exit 0");
        Command("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac");
        Command("id", "echo 0");
        Command("dotnet", "case $1 in restore) echo 'error NU1101: no such package'; exit 1 ;; esac");
        Command("dpkg-query", $"for last; do :; done; grep -qx \"$last\" '{_root}/installed' 2>/dev/null && echo 'install ok installed'");
        Command("apt-get", $"echo \"$@\" >> '{_root}/apt'; [ \"$1\" != install ] || printf '%s\\n' \"$@\" >> '{_root}/installed'");
    }

    [TearDown]
    public void RemoveMachine() => Directory.Delete(_root, recursive: true);

    [Test]
    public void PackageIsChosenWhenItRestoresAndLoads()
    {
        Command("dotnet", "exit 0");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match(@"TorchBackend=package: TorchSharp [\d.]+ restores and loads"));
        Assert.That(Recorded(), Is.EqualTo("package"));
        Assert.That(File.Exists(Path.Combine(_root, "apt")), Is.False, "nothing is installed when the package works");
    }

    [Test]
    public void SystemIsChosenWhenThePackageCannotBeRestored()
    {
        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output.Trim().Split('\n')[^1], Does.Contain("TorchBackend=system").And.Contain("cannot be restored here (NU1101)"));
        Assert.That(Recorded(), Is.EqualTo("system"));
        Assert.That(File.ReadAllText(Path.Combine(_root, "apt")), Does.Contain("libtorch-dev libopenblas0-pthread"));
    }

    [Test]
    public void SystemIsChosenWhenThePackageRestoresButDoesNotLoad()
    {
        Command("dotnet", "case $1 in run) echo \"version GLIBCXX_3.4.32 not found\"; exit 134 ;; esac");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("TorchBackend=system").And.Contain("does not load here (needs GLIBCXX_3.4.32)"));
    }

    [Test]
    public void SystemIsChosenWithoutAskingARegistryWhereNoNativePackageExists()
    {
        Command("uname", "case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac");
        Command("dotnet", $"touch '{_root}/asked'");

        var run = Setup();

        Assert.That(run.Output, Does.Contain("TorchBackend=system: TorchSharp has no native package for aarch64"));
        Assert.That(File.Exists(Path.Combine(_root, "asked")), Is.False);
    }

    [Test]
    public void TheSecondCallDecidesNothingAndInstallsNothing()
    {
        Setup();
        var record = Recorded();
        File.Delete(Path.Combine(_root, "apt"));
        Command("dotnet", "exit 77");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("set up before"));
        Assert.That(File.Exists(Path.Combine(_root, "apt")), Is.False);
        Assert.That(Recorded(), Is.EqualTo(record));
    }

    [Test]
    public void ARemovedLibraryIsInstalledAgain()
    {
        Setup();
        File.Delete(Path.Combine(_root, "installed"));

        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(Path.Combine(_root, "installed")), Does.Contain("libtorch-dev"));
    }

    [Test]
    public void WithoutRightsTheErrorNamesThePackages()
    {
        Command("id", "echo 1000");
        Command("sudo", "exit 1");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("apt-get install -y libtorch-dev libopenblas0-pthread"));
        Assert.That(File.Exists(Path.Combine(_root, "TorchBackend.props")), Is.False, "an unfinished set-up records nothing");
    }

    [Test]
    public void SudoIsUsedWhereItAsksNoQuestion()
    {
        Command("id", "echo 1000");
        Command("sudo", "shift; exec \"$@\"");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(Path.Combine(_root, "apt")), Does.Contain("install"));
    }

    [Test]
    public void WithoutANetworkTheErrorNamesThePackages()
    {
        Command("apt-get", "echo 'Could not resolve host'; exit 100");

        var run = Setup();

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("libtorch-dev libopenblas0-pthread").And.Contain("Could not resolve host").And.Contain("network"));
    }

    [Test]
    public void WithoutAptTheErrorNamesThePackages()
    {
        File.Delete(Path.Combine(_commands, "apt-get"));

        var run = Setup();

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("no apt-get").And.Contain("libtorch-dev libopenblas0-pthread"));
    }

    [Test]
    public void WithoutDotnetTheErrorSaysWhatIsMissing()
    {
        File.Delete(Path.Combine(_commands, "dotnet"));

        var run = Setup();

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(".NET SDK 10 is missing"));
    }

    [Test]
    public void AnAssemblyOfTheUsersOwnIsRecordedByItsFullPath()
    {
        File.WriteAllText(Path.Combine(_root, "TorchSharp.dll"), "");

        var run = Setup("--backend", "./TorchSharp.dll");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Recorded(), Is.EqualTo($"{_root}/TorchSharp.dll"));
    }

    [TestCase("/nowhere/TorchSharp.dll", "does not exist")]
    [TestCase("cuda", "neither 'package' nor 'system' nor the path")]
    public void AnUnusableBackendIsRefused(string backend, string message)
    {
        var run = Setup("--backend", backend);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(message));
    }

    [Test]
    public void ALibtorchOfTheUsersOwnNeedsNoDebianPackage()
    {
        var libtorch = Directory.CreateDirectory(Path.Combine(_root, "libtorch/share/cmake/Torch")).FullName;
        File.WriteAllText(Path.Combine(libtorch, "TorchConfig.cmake"), "");

        var run = Setup(["--backend", "system"], ("CMAKE_PREFIX_PATH", Path.Combine(_root, "libtorch")));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain($"libtorch in {_root}/libtorch"));
        Assert.That(File.Exists(Path.Combine(_root, "apt")), Is.False);
    }

    /// <summary>The recorded choice, read as MSBuild reads it: as XML.</summary>
    private string Recorded() => XDocument.Load(Path.Combine(_root, "TorchBackend.props")).Descendants("TorchBackend").Single().Value;

    private void Command(string name, string script)
    {
        var path = Path.Combine(_commands, name);
        File.WriteAllText(path, $"#!/usr/bin/bash\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int ExitCode, string Output, string Error) Setup(params string[] arguments) => Setup(arguments, []);

    private (int ExitCode, string Output, string Error) Setup(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/usr/bin/bash", [Path.Combine(_root, "eng/setup"), .. arguments])
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = _commands;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
