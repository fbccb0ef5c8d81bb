using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace StableModels.Tests.Monitoring;

/// <summary>A layer that never gets a gradient is named; what merely has none at the moment is not.</summary>
internal sealed class UnreachedLayerTests : ScopedTest
{
    private static readonly string[] s_unused = ["unused.weight", "unused.bias"];

    private static IEnumerable<OptimizerPart> Optimizers() => [new AdamW(), new Sgd { LearningRate = 0.01, Momentum = 0 }, new Sgd { LearningRate = 0.01, Momentum = 0.9 }, new Lion { LearningRate = 1e-3 }];

    [TestCaseSource(nameof(Optimizers))]
    public void A_layer_that_is_never_called_is_named(OptimizerPart optimizer)
    {
        var finding = Train(optimizer, 40, ("first", nn.Linear(2, 4)), ("unused", nn.Linear(4, 4)), ("last", nn.Linear(4, 1)), (step, layers, x) => layers["last"](layers["first"](x))).Single();

        Assert.That((finding.Name, finding.Layer), Is.EqualTo(("Layer without gradient", "unused.weight")));
        Assert.That(finding.Evidence, Does.Contain("it and unused.bias"));
        Assert.That(s_unused, Does.Contain(finding.Layer));
    }

    [Test]
    public void A_layer_behind_a_detach_is_named() =>
        Assert.That(
            Train(new AdamW(), 40, ("first", nn.Linear(2, 4)), ("second", nn.Linear(4, 4)), ("last", nn.Linear(4, 1)), (step, layers, x) => layers["last"](layers["second"](layers["first"](x)).detach())).Single().Evidence,
            Does.Contain("it and first.bias, second.weight, second.bias"));

    [TestCaseSource(nameof(Optimizers))]
    public void A_layer_that_takes_its_turn_is_let_be_also_where_every_reading_misses_it(OptimizerPart optimizer) =>
        Assert.That(
            Train(optimizer, 60, ("first", nn.Linear(2, 4)), ("other", nn.Linear(4, 1)), ("last", nn.Linear(4, 1)), (step, layers, x) => layers[step % 2 == 0 ? "other" : "last"](layers["first"](x))),
            Is.Empty);

    [Test]
    public void An_expert_that_was_never_chosen_is_let_be_beside_one_that_was() =>
        Assert.That(
            Train(new AdamW(), 40, ("experts.0", nn.Linear(2, 4)), ("experts.1", nn.Linear(2, 4)), ("last", nn.Linear(4, 1)), (step, layers, x) => layers["last"](layers["experts.0"](x))),
            Is.Empty);

    [Test]
    public void What_is_above_a_layer_that_starts_at_zero_is_let_be()
    {
        var last = nn.Linear(4, 1);
        nn.init.zeros_(last.weight!);

        Assert.That(Train(new AdamW(), 40, ("first", nn.Linear(2, 4)), ("second", nn.Linear(4, 4)), ("last", last), (step, layers, x) => layers["last"](layers["second"](layers["first"](x))), every: 1), Is.Empty);
    }

    private static IEnumerable<Finding> Train(
        OptimizerPart optimizer,
        int steps,
        (string Name, Linear Layer) first,
        (string Name, Linear Layer) second,
        (string Name, Linear Layer) third,
        Func<int, Dictionary<string, Func<Tensor, Tensor>>, Tensor, Tensor> forward,
        int every = 10)
    {
        using var watch = new GradientWatch { Every = every };
        var model = new Bag(first, second, third);
        using var trainer = Trainer.Create(model, new(optimizer), CPU, steps, new() { Observers = [watch] });
        var layers = ((string Name, Linear Layer)[])[first, second, third];
        var calls = layers.ToDictionary(item => item.Name, item => (Func<Tensor, Tensor>)item.Layer.call, StringComparer.Ordinal);
        for (var step = 0; step < steps; step++)
        {
            var x = randn(8, 2);
            trainer.Step(() => (forward(step, calls, x) - x.sum(1, keepdim: true)).square().mean());
        }

        return [.. watch.Findings.Where(finding => finding.Name == "Layer without gradient")];
    }

    private sealed class Bag : nn.Module
    {
        public Bag(params (string Name, Linear Layer)[] layers)
            : base(nameof(Bag))
        {
            foreach (var group in layers.GroupBy(item => item.Name.Split('.')[0], StringComparer.Ordinal))
            {
                register_module(group.Key, group.Count() == 1 ? group.Single().Layer : nn.ModuleList([.. group.Select(item => item.Layer)]));
            }
        }
    }
}
