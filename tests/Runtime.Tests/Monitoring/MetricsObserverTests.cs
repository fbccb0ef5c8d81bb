using System.Diagnostics.Metrics;
using StableModels.Monitoring;

namespace StableModels.Tests.Monitoring;

internal sealed class MetricsObserverTests
{
    [Test]
    public void A_run_is_published_with_its_name()
    {
        var seen = new List<(string Instrument, double Value, string? Run)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (string.Equals(instrument.Meter.Name, MetricsObserver.MeterName, StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Run(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Run(tags))));
        listener.Start();

        using var metrics = new MetricsObserver("metrics test");
        metrics.Record(new StepRecord(1, 2.5, 4, 0.25, 1e-3) { Elapsed = TimeSpan.FromSeconds(1) });
        metrics.Record(new StepRecord(2, 1.5, double.NaN, 1, 2e-3) { Elapsed = TimeSpan.FromSeconds(1.5), Skipped = true });
        metrics.Add(new Finding { Name = "Plateau", Severity = Severity.Warning, Step = 2, Evidence = "e", Advice = "a" });
        listener.RecordObservableInstruments();

        var own = seen.Where(item => string.Equals(item.Run, "metrics test", StringComparison.Ordinal)).ToLookup(item => item.Instrument, item => item.Value, StringComparer.Ordinal);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(own["stablemodels.training.steps"].Sum(), Is.EqualTo(2));
            Assert.That(own["stablemodels.training.steps.clipped"].Sum(), Is.EqualTo(1));
            Assert.That(own["stablemodels.training.steps.skipped"].Sum(), Is.EqualTo(1));
            Assert.That(own["stablemodels.training.findings"].Sum(), Is.EqualTo(1));
            Assert.That(own["stablemodels.training.gradient.norm"], Is.EqualTo(new[] { 4.0 }), "a norm that is not finite would spoil the histogram");
            Assert.That(own["stablemodels.training.step.duration"], Is.EqualTo(new[] { 0.5 }));
            Assert.That(own["stablemodels.training.loss"], Is.EqualTo(new[] { 1.5 }));
            Assert.That(own["stablemodels.training.learning_rate"], Is.EqualTo(new[] { 2e-3 }));
            Assert.That(own["stablemodels.training.clip.rate"], Is.EqualTo(new[] { 0.5 }));
            Assert.That(own["stablemodels.training.loss_scale"], Is.Empty, "no mixed precision, no scale");
        }
    }

    private static string? Run(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (string.Equals(key, "run", StringComparison.Ordinal))
                return value as string;
        }
        return null;
    }
}
