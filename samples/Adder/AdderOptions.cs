using System.Globalization;

namespace Adder;

/// <summary>What the command line says.</summary>
internal sealed record AdderOptions
{
    public const int Width = 64;
    public const int Heads = 4;
    public const int Depth = 4;
    public const int BatchSize = 128;
    public const double Target = 0.99;

    private const int FullRun = 700;

    // One more than the declared warm-up, which a run must outlast.
    private const int FewestSteps = 101;

    public const string Usage = """
        Trains a GPT to add two three-digit numbers, and an unstable twin of it with the same budget; writes report.html.

          --steps N       training steps of each, at least 101 (default 700)
          --seed N        seed of weights and batches (default 1)
          --output DIR    where checkpoints and report.html go (default artifacts/adder)
          --fresh         forget what an interrupted run left behind

        Ctrl-C stops with a checkpoint; the same command goes on from there.
        """;

    public int Steps { get; private init; } = FullRun;

    public int Seed { get; private init; } = 1;

    public string Output { get; private init; } = Path.Combine("artifacts", "adder");

    public bool Fresh { get; private init; }

    /// <summary>Whether the accuracy is held against the target.</summary>
    public bool IsFullRun => Steps >= FullRun;

    /// <summary>The options, or null with what is wrong.</summary>
    public static AdderOptions? Parse(string[] arguments, out string problem)
    {
        var options = new AdderOptions();
        problem = "";
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--fresh":
                    options = options with { Fresh = true };
                    continue;
                case "--help" or "-h":
                    problem = Usage;
                    return null;
                case "--steps" or "--seed" or "--output" when value is null or ['-', '-', ..]:
                    problem = $"adder: {arguments[i]} wants a value, but {(value is null ? "nothing follows it" : $"'{value}' follows it")}. See --help.";
                    return null;
                case "--steps" when Number(value) is >= FewestSteps and var steps:
                    options = options with { Steps = steps };
                    break;
                case "--steps":
                    problem = $"adder: --steps wants a whole number, at least {FewestSteps} because the warm-up takes {FewestSteps - 1}; '{value}' is not one. See --help.";
                    return null;
                case "--seed" when Number(value) is { } seed:
                    options = options with { Seed = seed };
                    break;
                case "--seed":
                    problem = $"adder: --seed wants a whole number from 0 to {int.MaxValue}; '{value}' is not one. See --help.";
                    return null;
                case "--output" when !string.IsNullOrWhiteSpace(value):
                    options = options with { Output = value };
                    break;
                case "--output":
                    problem = "adder: --output wants a folder, but its name is empty. See --help.";
                    return null;
                default:
                    problem = $"adder: unknown argument '{arguments[i]}'. See --help.";
                    return null;
            }

            i++; // the value is used up
        }

        return options;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
