using Spectre.Console;
using StableModels.Monitoring;

namespace StableModels.Tests.Monitoring;

internal sealed class ConsoleProgressTests
{
    private readonly StringWriter _output = new();

    [OneTimeTearDown]
    public void CloseOutput() => _output.Dispose();

    [SetUp]
    public void Clear() => _output.GetStringBuilder().Clear();

    [Test]
    public void Redirected_output_gets_plain_lines_at_the_interval()
    {
        using (var progress = new ConsoleProgress("stable", 100, Console(interactive: false), TimeSpan.Zero))
        {
            progress.Record(Step(1, loss: 2.5));
            progress.Record(Step(50, loss: 0.25, norm: 4, clip: 0.25));
        }

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(lines[0], Does.StartWith("stable: step 1/100 (1 %)  loss 2.5  gradient norm 1  learning rate 3.00e-3"));
        Assert.That(lines[0], Does.EndWith("learning rate 3.00e-3"), "one step tells neither a share nor speed nor time left");
        Assert.That(lines[1], Does.StartWith("stable: step 50/100 (50 %)  loss 0.25  gradient norm 4  learning rate").And.Contains("10.0 steps/s  left 00:05"));
        Assert.That(lines, Has.Length.EqualTo(2), "the last step is not printed twice");
        Assert.That(_output.ToString().Contains('\u001b', StringComparison.Ordinal), Is.False, "no control sequences in a file");
    }

    [Test]
    public void A_resumed_run_says_of_how_many_steps_its_clip_rate_is()
    {
        using (var progress = new ConsoleProgress("stable", 1000, Console(interactive: false), TimeSpan.Zero))
        {
            progress.Record(Step(701));
            for (var step = 702; step <= 901; step++)
                progress.Record(Step(step, clip: 0.5));
        }

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[18], Does.Not.Contain("clipped"), "nineteen steps make no share");
        Assert.That(lines[19], Does.Contain("clipped 95 % of 20 steps "));
        Assert.That(lines[^1], Does.Contain("clipped 100 %  learning rate"), "the last two hundred");
    }

    [Test]
    public void Between_the_intervals_nothing_is_printed()
    {
        using var progress = new ConsoleProgress("stable", 100, Console(interactive: false), TimeSpan.FromHours(1));
        for (var step = 1; step <= 100; step++)
            progress.Record(Step(step));

        Assert.That(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_finding_is_printed_at_once()
    {
        using var progress = new ConsoleProgress("stable", 100, Console(interactive: false), TimeSpan.FromHours(1));
        progress.Add(new Finding { Name = "Loss spike", Severity = Severity.Warning, Step = 7, Evidence = "z = 9.", Advice = "Roll back." });

        Assert.That(_output.ToString(), Does.Contain("stable: warning: step 7: Loss spike: z = 9. Roll back."));
    }

    [Test]
    public void A_terminal_gets_a_live_picture_that_stays_when_the_run_ends()
    {
        using (var progress = new ConsoleProgress("stable", 200, Console(interactive: true)))
        {
            for (var step = 1; step <= 200; step++)
                progress.Record(Step(step, loss: 100.0 / step));
        }

        Assert.That(_output.ToString(), Does.Contain("step 200/200").And.Contain("100 %").And.Contain("0.5").And.Contain("▁"));
    }

    [Test]
    public void A_name_with_markup_is_shown_as_it_is()
    {
        using (var progress = new ConsoleProgress("run [red]", 2, Console(interactive: true)))
            progress.Record(Step(1));

        Assert.That(_output.ToString(), Does.Contain("run [red]"));
    }

    [Test]
    public void A_loss_that_is_not_finite_is_said_in_words()
    {
        using var progress = new ConsoleProgress("stable", 100, Console(interactive: false));
        progress.Record(Step(1, loss: double.NaN) with { Skipped = true });

        Assert.That(_output.ToString(), Does.Contain("loss not finite").And.Contain("(step skipped)"));
    }

    [Test]
    public void A_sparkline_shows_the_shape_and_the_gaps()
    {
        var series = new BoundedSeries();
        double[] values = [0, 1, 2, double.NaN, 4, 5, 6, 7];
        for (var i = 0; i < values.Length; i++)
            series.Add(i, values[i]);

        Assert.That(Sparkline.Of(series, 8), Is.EqualTo("▁▂▃×▅▆▇█"));
        Assert.That(Sparkline.Of(series, 2), Has.Length.EqualTo(2));
        Assert.That(Sparkline.Of(new BoundedSeries(), 10), Is.Empty);
    }

    private static StepRecord Step(long step, double loss = 1, double norm = 1, double clip = 1) =>
        new(step, loss, norm, clip, 3e-3) { Elapsed = TimeSpan.FromSeconds(0.1 * step) };

    private IAnsiConsole Console(bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(_output),
        });
        console.Profile.Width = 120;
        return console;
    }
}
