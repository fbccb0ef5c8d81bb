using System.Diagnostics;

namespace StableModels.EndToEnd.Tests;

/// <summary>Runs a command as a person would, and keeps what it said.</summary>
internal static class Commands
{
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        public string Everything => Output + Error;

        public string LastLine => Output.TrimEnd().Split('\n')[^1];
    }

    public static Result Run(string file, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? variables = null, TimeSpan? limit = null)
    {
        using var process = Start(file, arguments, folder, variables);
        return Finish(process, limit ?? TimeSpan.FromMinutes(5));
    }

    public static Process Start(string file, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder ?? Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
    }

    public static Result Finish(Process process, TimeSpan limit)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Fail($"{process.StartInfo.FileName} ran longer than {limit}. It said:\n{output.Result}\n{error.Result}");
        }

        return new Result(process.ExitCode, output.Result, error.Result);
    }
}
