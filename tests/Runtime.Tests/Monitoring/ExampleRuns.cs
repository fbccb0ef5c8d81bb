using StableModels.Monitoring;

namespace StableModels.Tests.Monitoring;

/// <summary>Two made-up runs: one that learns, one whose gradient explodes, for the report's tests.</summary>
internal static class ExampleRuns
{
    public static RunHistory Healthy(int steps = 1200)
    {
        var run = new RunHistory("stable") { ClipThreshold = 1 };
        run.Describe("parameters", "1 640 448");
        run.Describe("optimiser", "AdamW 0.003, weight decay 0.1");
        run.Describe("device", "cpu");
        var random = new Random(1);
        var layers = run.LayersOf("Gradient norm per layer", LayerNames);
        for (var step = 1; step <= steps; step++)
        {
            var progress = step / (double)steps;
            var loss = (2.4 * Math.Exp(-5 * progress)) + 0.02 + (0.05 * random.NextDouble() * Math.Exp(-2 * progress));
            var norm = (0.25 + (1.6 * Math.Exp(-9 * progress))) * (0.8 + (0.4 * random.NextDouble()));
            run.Record(new StepRecord(step, loss, norm, Math.Min(1, 1 / norm), LearningRate(step, steps)) { Elapsed = TimeSpan.FromMilliseconds(55 * step) });
            if (step % 10 == 0)
                layers.Add(step, [.. LayerNames.Select((_, i) => norm * (0.2 + (0.05 * i)) * (0.7 + (0.6 * random.NextDouble())))]);
        }
        return run;
    }

    public static RunHistory Exploding(int steps = 1200)
    {
        var run = new RunHistory("unstable twin");
        run.Describe("parameters", "1 640 448");
        run.Describe("optimiser", "SGD 0.3");
        var random = new Random(2);
        var layers = run.LayersOf("Gradient norm per layer", LayerNames);
        for (var step = 1; step <= steps; step++)
        {
            var spike = step is > 300 and < 330 ? Math.Exp((step - 300) * 0.35) : 1;
            var broken = step is > 326 and < 330;
            var loss = broken ? double.NaN : 2.4 + (0.1 * random.NextDouble()) + (0.02 * spike);
            var norm = broken ? double.PositiveInfinity : 3 * spike * (0.5 + random.NextDouble());
            run.Record(new StepRecord(step, loss, norm, 1, 0.3) { Skipped = broken, LossScale = 65536 >> Math.Min(12, step / 200), Elapsed = TimeSpan.FromMilliseconds(52 * step) });
            if (step % 10 == 0)
                layers.Add(step, [.. LayerNames.Select((_, i) => norm * Math.Pow(0.3, i) * (0.7 + (0.6 * random.NextDouble())))]);
        }
        run.Add(new Finding
        {
            Name = "Exploding gradient",
            Severity = Severity.Error,
            Step = 312,
            Layer = "blocks.0.attention.query.weight",
            Evidence = "The gradient norm is 213, 71 times the median 3.0 of the last 100 steps; first/last layer ratio 4096.",
            Advice = "Clip the global norm with [ClipNorm(1.0)] and warm the learning rate up.",
            Link = new Uri("https://example.org/rules/exploding-gradient"),
        });
        run.Add(new Finding
        {
            Name = "Plateau",
            Severity = Severity.Warning,
            Step = 900,
            Evidence = "The loss moved by 0.1 % over the last 400 steps and is 2.43, where it started at 2.45.",
            Advice = "Use Pre-LN blocks, or warm the learning rate up over the first 100 steps.",
        });
        return run;
    }

    private static string[] LayerNames { get; } =
        [.. Enumerable.Range(0, 6).SelectMany(i => new[] { $"blocks.{i}.attention.query.weight", $"blocks.{i}.mlp.expand.weight" })];

    private static double LearningRate(int step, int steps) =>
        3e-3 * (step < 100 ? step / 100.0 : 0.1 + (0.45 * (1 + Math.Cos(Math.PI * (step - 100) / (steps - 100)))));
}
