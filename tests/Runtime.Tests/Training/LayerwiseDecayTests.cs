using StableModels.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class LayerwiseDecayTests : ScopedTest
{
    [Test]
    public void Layers_learn_the_slower_the_nearer_they_are_to_the_input()
    {
        ParameterGroup decay = new("decay", [.. new[] { "tokens.weight", "blocks.0.fc.weight", "blocks.1.fc.weight", "blocks.2.fc.weight", "head.weight" }.Select(Named)]);
        ParameterGroup noDecay = new("no decay", [.. new[] { "blocks.0.fc.bias", "norm.bias" }.Select(Named)]) { WeightDecayScale = 0 };
        var rates = new LayerwiseDecay(0.5).Regroup([decay, noDecay])
            .SelectMany(group => group.Parameters.Select(item => (item.name, group.LearningRateScale, group.WeightDecayScale)))
            .ToDictionary(item => item.name, item => (item.LearningRateScale, item.WeightDecayScale));

        Assert.That(rates, Has.Count.EqualTo(7));
        Assert.That(rates["tokens.weight"], Is.EqualTo((0.125, 1.0)));
        Assert.That(rates["blocks.0.fc.weight"], Is.EqualTo((0.25, 1.0)));
        Assert.That(rates["blocks.0.fc.bias"], Is.EqualTo((0.25, 0.0)));
        Assert.That(rates["blocks.1.fc.weight"], Is.EqualTo((0.5, 1.0)));
        Assert.That(rates["blocks.2.fc.weight"], Is.EqualTo((1.0, 1.0)));
        Assert.That(rates["head.weight"], Is.EqualTo((1.0, 1.0)));
        Assert.That(rates["norm.bias"], Is.EqualTo((1.0, 0.0)));
    }

    [Test]
    public void A_model_without_a_stack_is_refused_with_advice() =>
        Assert.That(
            () => new LayerwiseDecay(0.5).Regroup([new("all", [Named("a.weight")])]),
            Throws.ArgumentException.With.Message.Contains("LearningRateScale"));

    [TestCase(0)]
    [TestCase(1.5)]
    [TestCase(double.NaN)]
    public void Factors_that_make_no_sense_are_refused(double decay) => Assert.That(() => new LayerwiseDecay(decay).Validate(), Throws.ArgumentException);

    private static (string, Parameter) Named(string name) => (name, new(zeros(1)));
}
