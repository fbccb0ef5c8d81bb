using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

/// <summary>The guide's example against OpenTelemetry's own packages. The project compiles this file where they have been restored.</summary>
internal sealed class OpenTelemetryTests : ScopedTest
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    [Test]
    public async Task A_run_arrives_at_a_collector()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{new Random().Next(20000, 60000)}/";
        collector.Prefixes.Add(address);
        collector.Start();
        var received = ReceiveOne(collector);
        Environment.SetEnvironmentVariable(Endpoint, address);
        Environment.SetEnvironmentVariable(Protocol, "http/protobuf");
        try
        {
            Run(new FedModel([1f]), new(new AdamW()), CPU, 10);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Endpoint, null);
            Environment.SetEnvironmentVariable(Protocol, null);
        }

        var (path, body) = await received.WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);
        Assert.That(path, Is.EqualTo("/v1/metrics"));
        Assert.That(body, Does.Contain(MetricsObserver.MeterName).And.Contain("stablemodels.training.steps").And.Contain("stablemodels.training.gradient.norm").And.Contain("adder"));
    }

    [Test]
    public void The_guide_shows_what_is_compiled_here()
    {
        var source = Lines(File.ReadAllText(ThisFile()), "// The guide's example.", "// Its end.");
        var guide = Lines(File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/guides/opentelemetry.md")), "```csharp", "```");

        Assert.That(guide, Is.EqualTo(source));
    }

    private static void Run(FedModel model, TrainingPlan plan, Device device, long steps)
    {
        // The guide's example.
        using var metrics = Sdk.CreateMeterProviderBuilder() // package OpenTelemetry.Exporter.OpenTelemetryProtocol
            .AddMeter(MetricsObserver.MeterName)
            .AddOtlpExporter()
            .Build();

        using var observer = new MetricsObserver("adder");
        using var trainer = Trainer.Create(model, plan, device, steps, new TrainerOptions { Observers = [observer] });
        // Its end.
        trainer.Step(() => model.LossWithGradients([1f]));
        Assert.That(metrics.ForceFlush(), Is.True);
    }

    private static async Task<(string Path, string Body)> ReceiveOne(HttpListener collector)
    {
        var context = await collector.GetContextAsync().ConfigureAwait(false);
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body).ConfigureAwait(false);
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray()));
    }

    private static string[] Lines(string text, string from, string to)
    {
        var start = text.IndexOf($"{from}\n", StringComparison.Ordinal) + from.Length + 1;
        return [.. text[start..text.IndexOf(to, start, StringComparison.Ordinal)].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
